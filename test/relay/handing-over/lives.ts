import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { createRelay } from '../../../src/relay/create.ts';
import type { LivingRelay } from '../../../src/relay/living-relay.ts';
import type { RelayEntry } from '../../../src/relay/relay.ts';

const FACTS = { program: '0.0.0-test', idleExitMs: 0, watchdogMs: 0, startedAt: 0 };

/** A relay in a thread of its own, with entries. */
export async function relayWith(entries: readonly RelayEntry[]): Promise<LivingRelay> {
  const relay = await createRelay();
  onTestFinished(async () => void (await relay.close(0)));
  await relay.apply({ put: entries, remove: [] });
  return relay;
}

/** The path of a socket for one hand-over. */
export function handOverPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'netsh-life-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'life.sock');
}

/** Begins to hand a relay over to whoever listens at a path; resolves with why it was not, if so. */
export async function handedOver(relay: LivingRelay, path: string): Promise<string | undefined> {
  const { reason } = await relay.life({ kind: 'hand-over', path, facts: FACTS });
  return reason;
}

/** Hands everything from a relay over to a new one. */
export async function succeeded(earlier: LivingRelay, entries: readonly RelayEntry[]): Promise<LivingRelay> {
  const path = handOverPath();
  const relay = await createRelay();
  onTestFinished(async () => void (await relay.close(0)));
  expect(await relay.life({ kind: 'expect-life', path })).toEqual({});
  const handed = handedOver(earlier, path);
  expect(await relay.life({ kind: 'hear-life' })).toEqual({ facts: FACTS });
  await relay.apply({ put: entries, remove: [] });
  expect(await relay.life({ kind: 'take-life' })).toEqual({});
  expect(await relay.life({ kind: 'open-life' })).toEqual({});
  expect(await handed).toBeUndefined();
  return relay;
}
