import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RotatedFile } from '../../src/store/rotated-file.ts';
import { until } from '../service/sandbox.ts';
import { expectMode, temporaryFolder } from './temporary.ts';

/** A file in a folder of its own, closed with the test. */
function rotated({ maxBytes = 0, keep = 2 } = {}): { file: RotatedFile; path: string; folder: string } {
  const folder = temporaryFolder();
  const path = join(folder, 'x.log');
  const file = new RotatedFile({ path, maxBytes, keep });
  onTestFinished(() => file.close());
  return { file, path, folder };
}

async function add(file: RotatedFile, text: string): Promise<void> {
  await file.write({ bytes: Buffer.from(text), at: 0 });
}

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

describe('a file of lines', () => {
  test('is for its owner alone, and gets lines at its end', async () => {
    const { file, path } = rotated();
    await add(file, 'one\n');
    await add(file, 'two\n');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expectMode(path, 0o600);
  });

  test('is put aside before it is too long, and the oldest are gone', async () => {
    const { file, folder } = rotated({ maxBytes: 10 });
    for (const text of ['1\n', '2\n', '345678\n', '9\n', 'a longer one\n', 'b\n']) await add(file, text);
    expect(contents(folder)).toEqual({
      'x.log': 'b\n',
      'x.log.1': 'a longer one\n',
      'x.log.2': '345678\n9\n',
    });
  });

  test('is begun anew where none is kept', async () => {
    const { file, folder } = rotated({ maxBytes: 4, keep: 0 });
    for (const text of ['1\n', '2\n', '3\n']) await add(file, text);
    expect(contents(folder)).toEqual({ 'x.log': '3\n' });
  });

  test('keeps its mode when it is rotated', async () => {
    const { file, path, folder } = rotated({ maxBytes: 4 });
    writeFileSync(path, 'old\n');
    chmodSync(path, 0o640);
    await add(file, 'new\n');
    expect(contents(folder)).toEqual({ 'x.log': 'new\n', 'x.log.1': 'old\n' });
    expectMode(path, 0o640);
  });

  test('is written on where it cannot be put aside, and says so', async () => {
    const { file, path } = rotated({ maxBytes: 4, keep: 1 });
    mkdirSync(join(`${path}.1`, 'x'), { recursive: true });
    for (const text of ['1\n', '2\n', '3\n']) await add(file, text);
    expect(readFileSync(path, 'utf8')).toBe('1\n2\n3\n');
    expect(file.problem).toBe(`The log of connections ${path} cannot be rotated: it is a folder.`);
  });

  test('that was cut in the middle of a line gets the next one on a line of its own', async () => {
    const { file, path } = rotated();
    writeFileSync(path, 'whole\ncu', { mode: 0o600 });
    await add(file, 'next\n');
    expect(readFileSync(path, 'utf8')).toBe('whole\ncu\nnext\n');
  });
});

describe('a file that another program has put aside', () => {
  test('is another one when it is opened again', async () => {
    const { file, path, folder } = rotated();
    await add(file, '1\n');
    renameSync(path, join(folder, 'aside'));
    await file.close();
    await add(file, '2\n');
    expect(contents(folder)).toEqual({ aside: '1\n', 'x.log': '2\n' });
  });

  test('is noticed soon, without a signal', async () => {
    const { file, path, folder } = rotated();
    await add(file, '1\n');
    renameSync(path, join(folder, 'aside'));
    await until(async () => {
      await add(file, '2\n');
      return existsSync(path);
    });
    expect(readFileSync(path, 'utf8')).toBe('2\n');
    rmSync(path);
    await until(async () => {
      await add(file, '3\n');
      return existsSync(path);
    });
    expect(readFileSync(path, 'utf8')).toBe('3\n');
  });

  test('by a copy, and has cut it, is not put aside too early', async () => {
    const { file, path, folder } = rotated({ maxBytes: 1_000 });
    await add(file, `${'x'.repeat(900)}\n`);
    truncateSync(path);
    for (let count = 0; count < 50; count++) await add(file, `${'y'.repeat(9)}\n`);
    expect(readdirSync(folder)).toEqual(['x.log']);
    expect(statSync(path).size).toBe(500);
  });

  test('gets what is left of lines from the beginning of one', async () => {
    const { file, path, folder } = rotated();
    const lines = { bytes: Buffer.from('one\ntwo\nthree\n'), at: 6 };
    await file.write(lines);
    expect(readFileSync(path, 'utf8')).toBe('two\nthree\n');
    expect(lines.at).toBe(lines.bytes.length);
    expect(readdirSync(folder)).toEqual(['x.log']);
  });
});

describe('is refused', () => {
  async function reason(path: string): Promise<string> {
    const file = new RotatedFile({ path, maxBytes: 0, keep: 0 });
    return await file.open().then(
      () => 'opened',
      (error: Error) => error.message.replace(`The log of connections ${path} cannot be written: `, ''),
    );
  }

  test('a named pipe, at once, whether somebody reads it or not', async () => {
    const path = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [path]);
    expect(await reason(path)).toBe('it is a named pipe.');
  });

  test('a link, and what has another name', async () => {
    const folder = temporaryFolder();
    const [real, link, other] = ['real', 'link', 'other'].map((name) => join(folder, name));
    writeFileSync(real!, '', { mode: 0o600 });
    symlinkSync(real!, link!);
    expect(await reason(link!)).toBe('it is a link.');
    linkSync(real!, other!);
    expect(await reason(real!)).toBe('it has another name (a hard link).');
  });

  test('a folder, a device, and a file in no folder', async () => {
    const folder = temporaryFolder();
    expect(await reason(folder)).toBe('it is a folder.');
    expect(await reason('/dev/null')).toBe('it is a device or a socket.');
    expect(await reason(join(folder, 'no', 'x.log'))).toBe('its folder does not exist.');
  });

  test('a file that others can write, and one in a folder where everybody can write', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.log');
    writeFileSync(path, '');
    chmodSync(path, 0o666);
    expect(await reason(path)).toBe('others can write to it (chmod go-w).');
    chmodSync(path, 0o600);
    chmodSync(folder, 0o777);
    expect(await reason(path)).toBe(`Others can write to the folder ${folder} (chmod go-w).`);
    // A group of the system's own may: so are the folders of logs.
    chmodSync(folder, 0o775);
    expect(await reason(path)).toBe('opened');
  });

  test.runIf(process.getuid?.() === 0)('a file of another user', async () => {
    const path = join(temporaryFolder(), 'x.log');
    writeFileSync(path, '', { mode: 0o600 });
    execFileSync('chown', ['12345', path]);
    expect(await reason(path)).toBe('it belongs to another user.');
  });
});
