import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkPeriod, limitsOf } from '../../src/relay/limits.ts';
import { PROBES } from '../../src/relay/transport.ts';
import { relay } from '../../contexts/relay.ts';
import { entry } from './support/entries.ts';

const limits = limitsOf(entry({ listen: '*:80', connect: '127.0.0.1:80' }));
const awaiting = limitsOf({ ...entry({ listen: '*:80', connect: '127.0.0.1:80' }), acceptProxy: true });
const HEADER_MS = awaiting.headerTimeoutMs;
const seconds = (ms: number): number => ms / 1_000;
const hours = (ms: number): number => ms / 3_600_000;

test('docs/relay.md names the limits that end connections', () => {
  const file = readFileSync(new URL('../../docs/relay.md', import.meta.url), 'utf8');
  const text = file.replaceAll(/ +/g, ' ');
  expect(text).toContain(`| ${seconds(limits.connectTimeoutMs)} s for each target `);
  expect(text).toContain(`| ${hours(limits.halfCloseTimeoutMs)} hours `);
  expect(text).toContain(
    `| ${seconds(limits.keepAliveMs)} s of silence, then ${PROBES} probes, ${PROBES} s `,
  );
  expect(text).toContain(`| ${seconds(limits.keepAliveMs) + PROBES} s (Linux) `);
  expect(text).toContain(`takes nothing of the last bytes | ${seconds(limits.lingerTimeoutMs)} s `);
  expect(limits.idleTimeoutMs).toBe(0);
  expect(text).toContain(
    `that is awaited ([proxy-protocol.md](proxy-protocol.md)) | ${seconds(HEADER_MS)} s `,
  );
});

test('a header of the PROXY protocol has its time where one is awaited, and is looked after in time', () => {
  expect(limits.headerTimeoutMs).toBe(0);
  expect(checkPeriod(awaiting)).toBeLessThan(HEADER_MS / 4);
  expect(checkPeriod(limits)).toBeGreaterThan(checkPeriod(awaiting));
});

test('so does the help of relay run', () => {
  const run = relay.entries.find(({ name }) => name === 'run');
  const remarks = run?.kind === 'command' ? run.remarks?.join(' ') : undefined;
  expect(remarks).toContain(`answer for ${seconds(limits.connectTimeoutMs)} seconds`);
  expect(remarks).toContain(`${seconds(limits.keepAliveMs)} seconds of silence, then ${PROBES} probes`);
  expect(remarks).toContain(`nothing moves for ${hours(limits.halfCloseTimeoutMs)} hours`);
  expect(remarks).toContain(`takes nothing for ${seconds(limits.lingerTimeoutMs)} seconds`);
});
