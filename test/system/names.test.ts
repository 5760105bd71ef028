import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const FIXTURE = join(import.meta.dirname, '../fixtures/relay/names.ts');

/** What the system's resolver goes by; the machine's own files stay as they are, since mounts are seen in the namespace only. */
const FILES = {
  'resolv.conf': 'nameserver 127.0.0.1\nsearch .\n',
  'nsswitch.conf': 'hosts: files dns\n',
  hosts: '127.0.0.1 localhost\n',
};

/** Loopback alone, the files over those of /etc, and no cache of the machine's that could be asked instead. */
const SCRIPT = `set -e
ip link set lo up
cd "$1"
for file in *; do mount --bind "$file" "/etc/$file"; done
for cache in /run/nscd /run/systemd/resolve; do
  if [ -d "$cache" ]; then mount -t tmpfs none "$cache"; fi
done
exec "$0" "$2" "$3"
`;

/** Runs a scene of the fixture in namespaces of its own; gives what it found out. */
async function scene(name: string, options = 'timeout:1 attempts:1'): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'netsh-names-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [file, text] of Object.entries(FILES)) writeFileSync(join(folder, file), text);
  const args = ['--net', '--mount', 'sh', '-c', SCRIPT, process.execPath, folder, FIXTURE, name];
  const env = { ...process.env, RES_OPTIONS: options };
  const { stdout } = await promisify(execFile)('unshare', args, { env, timeout: 50_000 });
  return JSON.parse(stdout);
}

test('a name is asked for in the family of its side, once for as long as the answer is kept', async () => {
  expect(await scene('family')).toEqual({
    answers: ['four', 'four', 'six', 'six'],
    questions: ['A some.test', 'AAAA some.test'],
  });
});

test('a changed answer is followed without a restart', async () => {
  expect(await scene('changed')).toEqual(['one', 'two']);
});

test.each(['failing', 'silent'])(
  'while the name server is %s the last good answer serves, and a new one is followed after that',
  async (trouble) => {
    expect(await scene(trouble)).toEqual({
      answers: ['one'],
      errors: 0,
      addresses: ['127.0.0.11'],
      after: 'two',
    });
  },
);

test('while a name server lets everybody wait, only the first connections wait with it', async () => {
  expect(await scene('slow', 'timeout:5 attempts:1')).toEqual({
    answers: ['one'],
    errors: 0,
    atOnce: true,
    sameQuestion: true,
  });
});

test('all addresses of a name are tried in turn', async () => {
  expect(await scene('several')).toEqual({
    answers: ['127.0.0.21', '127.0.0.22', '127.0.0.23', '127.0.0.24', 'ECONNRESET'],
    errors: 1,
    ends: { 'backend data closed': 4, 'backend connect ECONNREFUSED': 1 },
    lastError: 'The connection to 127.0.0.21:9000 failed: nothing listens there (ECONNREFUSED).',
    questions: ['A some.test'],
  });
});

test('a name without an address: the client is reset, and the entry says why; it is asked for again', async () => {
  expect(await scene('unknown')).toEqual([
    ['ECONNRESET', 'The connection to no.test:80 failed: the name does not exist (ENOTFOUND).'],
    ['ECONNRESET', 'The connection to six.test:80 failed: the name does not exist (ENOTFOUND).'],
    ['ECONNRESET', 'The connection to broken.test:80 failed: the name server does not answer (EAI_AGAIN).'],
    'one',
  ]);
});

test('a listen name is listened on where it leads to now, and nothing else is touched', async () => {
  expect(await scene('listening')).toEqual({
    failing: ['listening', true],
    moved: ['listening', true],
    none: 'None of the addresses of some.test (192.0.2.1) is on this machine.',
  });
});

test('a service ends at once, though it waits for a name server that does not answer', async () => {
  expect(await scene('ending', 'timeout:10 attempts:1')).toEqual({ code: 0, soon: true });
});
