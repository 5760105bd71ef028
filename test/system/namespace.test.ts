import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const FIXTURE = join(import.meta.dirname, '../fixtures/relay/namespace.ts');

/** Runs a scene of the fixture in a network namespace of its own; gives what it found out. */
async function scene(name: string): Promise<unknown> {
  const script = 'ip link set lo up && exec "$0" "$1" "$2"';
  const args = ['--net', 'sh', '-c', script, process.execPath, FIXTURE, name];
  const { stdout } = await promisify(execFile)('unshare', args, { timeout: 50_000 });
  return JSON.parse(stdout);
}

test('an address that appears later is listened on without being asked', async () => {
  expect(await scene('appears')).toEqual({
    before: { state: 'failed', reason: 'This machine does not have the address 192.0.2.1 now.' },
    after: { state: 'listening' },
    answer: 'here',
  });
});

test('a wildcard entry beside a single address serves an address that appears later', async () => {
  expect(await scene('wildcard')).toEqual({
    states: ['listening', 'listening'],
    answers: ['single', 'star'],
  });
});

test('a target that cannot be reached: the client is reset, and the entry says why', async () => {
  expect(await scene('unreachable')).toEqual({
    client: 'ECONNRESET',
    ends: { 'backend connect ENETUNREACH': 1 },
    lastError: 'The connection to 192.0.2.1:80 failed: the network cannot be reached (ENETUNREACH).',
  });
});

test('ends that die without a word are noticed by keep-alive probes', async () => {
  expect(await scene('dead')).toEqual({ ends: { 'timeout data ETIMEDOUT': 1 } });
});

test('from one source address each target has as many connections as the system has ports', async () => {
  expect(await scene('sourcePorts')).toEqual({
    counts: [8, 8],
    errors: 0,
    addresses: ['127.0.0.9', '127.0.0.9'],
  });
});
