import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ask } from '../relay/support/peer.ts';
import { until } from '../relay/support/until.ts';
import { TestHome, closed, freePort, listen, portOf } from './netsh.ts';

function newHome(): TestHome {
  const home = new TestHome();
  onTestFinished(() => home.close());
  return home;
}

test('relay set log logs connections to a file of the folder where it is typed, and relay show log tells of it', async () => {
  const home = newHome();
  const server = await listen(createServer((socket) => void socket.end('it')));
  onTestFinished(() => closed(server));
  const [port, silent] = [await freePort(), await freePort()];
  const to = `${portOf(server)} 127.0.0.1`;
  await home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${to}`);
  await home.portproxy(`add v4tov4 ${silent} 127.0.0.1 ${to} log=no`);
  const set = await home.netsh(['relay', 'set', 'log', 'file=x.log', 'format=json', 'maxsize=1M', 'keep=1']);
  expect(set).toEqual({ code: 0, out: '\n', err: '' });
  await ask(silent);
  await ask(port);
  const file = path.join(home.path, 'x.log');
  await until('a line', () => readFileSync(file, 'utf8') !== '');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      entry: `v4tov4 127.0.0.1 ${port}`,
      bytesDown: 2,
      by: 'backend',
      how: 'closed',
    }),
  ]);
  await until('its count', async () => (await home.netsh(['relay', 'show', 'log'])).out.includes('1 line\n'));
  expect((await home.netsh(['relay', 'show', 'log'])).out).toBe(
    [
      '',
      `File        : ${file}`,
      'State       : writing',
      'Format      : json',
      'Entries     : all but those with log=no',
      'Rotation    : at 1.0 MiB, 1 file is kept',
      'Written     : 1 line',
      'Lost        : 0 lines',
      '',
      '',
    ].join('\n'),
  );
  expect((await home.netsh(['relay', 'show', 'status'])).out).toContain(`Log         : ${file}\n`);
  expect(JSON.parse((await home.netsh(['relay', 'show', 'log', '--json'])).out)).toEqual({
    running: true,
    log: {
      file,
      format: 'json',
      entries: 'all',
      maxSize: 1_048_576,
      keep: 1,
      state: 'writing',
      lines: 1,
      lost: 0,
    },
  });

  expect(await home.netsh(['relay', 'set', 'log', 'off'])).toEqual({ code: 0, out: '\n', err: '' });
  expect((await home.netsh(['relay', 'show', 'log'])).out).toBe('off\n\n');
  await home.netsh(['relay', 'stop']);
  expect((await home.netsh(['relay', 'show', 'log'])).out).toBe('The relay is not running.\n\n');
});

test.each([
  [['file=/dev/null'], 'it is a device or a socket.'],
  [['file=/no/such/folder/x.log'], 'its folder does not exist.'],
  [['maxsize=1K', 'file=x.log'], 'The largest size is 0 (no limit), or 65536 bytes or more.'],
  [['format=text'], 'No file is known. Name one: relay set log file=PATH.'],
])('relay set log %j says why not', async (words, reason) => {
  const home = newHome();
  const ran = await home.netsh(['relay', 'set', 'log', ...words]);
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(reason) });
  expect((await home.netsh(['relay', 'show', 'log'])).out).toBe('off\n\n');
});

test.each(['-1', '1001', '5000', '1K'])('relay set log keep=%s says what is accepted', async (keep) => {
  const ran = await newHome().netsh(['relay', 'set', 'log', 'file=x.log', `keep=${keep}`]);
  const says = `${keep} is not an acceptable value for keep.`;
  expect(ran).toMatchObject({ code: 1, out: expect.stringContaining(says) });
  expect(ran.err).toContain('Use a number of files up to 1000.');
});

test('a dry run opens no file', async () => {
  const home = newHome();
  const ran = await home.netsh(['--check', 'relay', 'set', 'log', 'file=x.log']);
  expect(ran.code).toBe(0);
  expect(() => readFileSync(path.join(home.path, 'x.log'))).toThrow('ENOENT');
});
