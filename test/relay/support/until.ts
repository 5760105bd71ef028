import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 15_000;

/** Waits until the condition holds and gives its value; fails when it does not in time. */
export async function until<Value>(
  what: string,
  condition: () => Value | Promise<Value>,
): Promise<NonNullable<Value>> {
  const end = performance.now() + LONGEST_MS;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== undefined && value !== null) return value;
    if (performance.now() > end) throw new Error(`In vain waited for: ${what}`);
    await sleep(5);
  }
}
