import { execFile, execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { LogRequest, LogStatus } from '../../../src/service/contract/log-setting.ts';
import { rawRequest } from '../raw-request.ts';
import { type Sandbox, gone, sandbox, until } from '../sandbox.ts';
import { closed, talk, target } from '../target.ts';
import { entryAt, ownAddress } from '../values.ts';

const run = promisify(execFile);
const FILL_LOG = join(import.meta.dirname, '../../fixtures/service/fill-log.ts');

/** A home with one entry, and the file of its log. */
async function logging(
  request: Partial<Extract<LogRequest, { state: 'on' }>> = {},
  mode?: 'foreground',
): Promise<{ box: Sandbox; file: string; address: string; set: unknown; pid: number }> {
  const box = sandbox();
  if (mode) await box.foreground();
  const address = ownAddress();
  const values = { ...entryAt(address, 8001), connectPort: await target() };
  await box.backend().change({ op: 'add', values });
  const file = join(box.home, 'connections.log');
  const set = await box.backend().setLog({ state: 'on', file, ...request });
  return { box, file, address, set, pid: (await box.status()).pid! };
}

async function connection(address: string): Promise<void> {
  const socket = await talk(8001, address);
  socket.end();
  await closed(socket);
}

async function status(box: Sandbox): Promise<LogStatus | undefined> {
  return (await box.status()).log;
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

async function written(box: Sandbox, lines: number): Promise<void> {
  await until(async () => (await status(box))?.lines === lines);
}

describe('the log of connections', () => {
  test('is none of the files of netsh itself, by whatever name', async () => {
    const { box, file } = await logging();
    symlinkSync(box.home, join(box.home, 'way'));
    for (const own of [
      'table.json',
      'table.backup.json',
      'settings.json',
      'run/log',
      'way/service.log',
      'history',
    ]) {
      const asked = { state: 'on', file: join(box.home, own) } as const;
      expect(await box.backend().setLog(asked), own).toEqual({
        kind: 'refused',
        code: 'invalid',
        detail: `${asked.file} is a file of netsh itself. Name another one.`,
      });
    }
    expect((await status(box))?.file).toBe(file);
  });

  test('gets a line for each connection that has ended, until it is off', async () => {
    const { box, file, address, set } = await logging();
    const setting = { file, format: 'text', entries: 'all', maxSize: 100 * 1024 ** 2, keep: 5 };
    expect(set).toEqual({ kind: 'done', log: { ...setting, state: 'writing', lines: 0, lost: 0 } });
    for (let count = 0; count < 3; count++) await connection(address);
    await written(box, 3);
    expect(linesOf(file)).toEqual(
      Array.from({ length: 3 }, () =>
        expect.stringMatching(
          /^2\S+Z \d+ \d+ tcp v4tov4 127\.\S+:8001 127\S+ - 127\S+ 5 5 client data closed$/,
        ),
      ),
    );
    expect(await box.backend().setLog({ state: 'off' })).toEqual({ kind: 'done' });
    await connection(address);
    expect(await status(box)).toBeUndefined();
    expect(linesOf(file)).toHaveLength(3);
    expect(JSON.parse(readFileSync(box.paths.settings, 'utf8'))).toEqual({});
  });

  test('changes its format and its file; what is not named stays', async () => {
    const { box, file, address } = await logging({ keep: 2 });
    await connection(address);
    const other = join(box.home, 'other.log');
    // The line of the first connection may be on its way: it goes where it belongs.
    expect(await box.backend().setLog({ state: 'on', file: other, format: 'json' })).toMatchObject({
      kind: 'done',
      log: { file: other, format: 'json', keep: 2 },
    });
    await connection(address);
    await written(box, 2);
    expect(linesOf(file)).toHaveLength(1);
    expect(linesOf(other).map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ entry: `v4tov4 ${address} 8001`, bytesUp: 5, how: 'closed' }),
    ]);
  });

  test('goes on with the next service, and the last connections of the first are in it', async () => {
    const { box, file, address, pid } = await logging();
    await talk(8001, address);
    await box.backend().stop({ drainMs: 0 });
    await gone(pid);
    expect(linesOf(file)).toEqual([expect.stringMatching(/ 5 5 netsh data reset$/)]);
    await box.backend().start();
    await until(async () => (await box.status()).entries.listening === 1);
    await connection(address);
    await written(box, 1);
    expect(linesOf(file)).toHaveLength(2);
  });

  test('is opened anew at SIGHUP, so that it can be put aside', async () => {
    const { box, file, address, pid } = await logging({}, 'foreground');
    await connection(address);
    await written(box, 1);
    renameSync(file, `${file}.aside`);
    process.kill(pid, 'SIGHUP');
    await until(() => readdirSync(box.home).includes('connections.log'));
    await connection(address);
    await written(box, 2);
    expect([file, `${file}.aside`].map((each) => linesOf(each).length)).toEqual([1, 1]);
  });

  test('is put aside by its size', async () => {
    const { box, file, address } = await logging({ keep: 1 });
    writeFileSync(file, `${'x'.repeat(64 * 1024 - 10)}\n`, { mode: 0o600 });
    await box.backend().setLog({ state: 'on', maxSize: 64 * 1024 });
    await connection(address);
    await written(box, 1);
    expect(linesOf(file)).toHaveLength(1);
    expect(statSync(`${file}.1`).size).toBe(64 * 1024 - 9);
  });

  test('keeps the relay from nothing where it cannot be written, and is written later', async () => {
    const { box, file, address, pid } = await logging();
    await box.backend().stop({ drainMs: 0 });
    await gone(pid);
    rmSync(file);
    mkdirSync(file);
    await box.backend().start();
    await until(async () => (await box.status()).entries.listening === 1);
    await connection(address);
    const reason = `The log of connections ${file} cannot be written: it is a folder.`;
    await until(async () => (await status(box))?.state === 'failed');
    expect(await status(box)).toMatchObject({ state: 'failed', reason, lines: 0, lost: 0 });
    expect(box.log()).toContain(reason);
    rmSync(file, { recursive: true });
    await written(box, 1);
    expect(linesOf(file)).toHaveLength(1);
    expect(box.log()).toContain(`The log of connections ${file} is written again.`);
  });

  test('on a full disk waits for room, and each line is whole', async () => {
    const box = sandbox();
    const disk = join(box.home, '..', 'disk');
    mkdirSync(disk, { mode: 0o700 });
    // Its own small disk, seen by this program and the service it starts (needs root, as CI is).
    const script = 'mount -t tmpfs -o size=64k,mode=700 tmpfs "$1" && exec "$2" "$3" "$1"';
    const { stdout } = await run(
      'unshare',
      ['-m', 'sh', '-c', script, 'sh', disk, process.execPath, FILL_LOG],
      {
        env: { ...process.env, NETSH_HOME: box.home },
      },
    );
    const { set, failed, written: after, connections, ids } = JSON.parse(stdout);
    expect(set).toMatchObject({ kind: 'done' });
    expect(failed).toMatchObject({ state: 'failed', reason: expect.stringMatching(/: the disk is full\.$/) });
    expect(after).toMatchObject({ state: 'writing', lost: 0, lines: connections });
    expect(ids).toEqual(Array.from({ length: connections }, (_, index) => index + 1));
  });
});

describe('a request is refused, and changes nothing', () => {
  test.each([
    [{ file: 'x.log' }, 'Name the file by its whole path, without control characters.'],
    [{ file: '/tmp/x\u001B[2J.log' }, 'Name the file by its whole path, without control characters.'],
    [
      { file: '/no/such/folder/x.log' },
      'The log of connections /no/such/folder/x.log cannot be written: its folder does not exist.',
    ],
    [{ maxSize: 1_000 }, 'The largest size is 0 (no limit), or 65536 bytes or more.'],
    [{ keep: -1 }, 'From 0 to 1000 files are kept.'],
  ])('for %j', async (values, detail) => {
    const { box, file } = await logging();
    expect(await box.backend().setLog({ state: 'on', ...values })).toMatchObject({ kind: 'refused', detail });
    expect(await status(box)).toMatchObject({ file, maxSize: 100 * 1024 ** 2, keep: 5 });
  });

  test.each([
    {},
    { state: 'yes' },
    { state: 'on', file: 7 },
    { state: 'on', format: 'xml' },
    { state: 'on', entries: 'some' },
    { state: 'on', maxSize: '1M' },
    { state: 'on', keep: null },
  ])('where its shape is another: %j', async (body) => {
    const box = sandbox();
    await box.backend().start();
    const { status: code, json } = await rawRequest(box, 'POST', '/v1/log/set', JSON.stringify(body));
    expect(code).toBe(400);
    expect(json).toEqual({
      error: { code: 'invalid', message: expect.stringContaining('The log is off, or on') },
    });
    expect(await status(box)).toBeUndefined();
  });

  test('without a file at first', async () => {
    const box = sandbox();
    const detail = 'No file is known. Name one: relay set log file=PATH.';
    expect(await box.backend().setLog({ state: 'on' })).toEqual({ kind: 'refused', code: 'invalid', detail });
    expect(await status(box)).toBeUndefined();
  });

  test('for a named pipe, whether somebody reads it or not', async () => {
    const { box, address } = await logging();
    const pipe = join(box.home, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await box.backend().setLog({ state: 'on', file: pipe })).toMatchObject({
      kind: 'refused',
      code: 'storage',
      detail: `The log of connections ${pipe} cannot be written: it is a named pipe.`,
    });
    await connection(address);
    await written(box, 1);
  });
});
