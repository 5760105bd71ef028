import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Sweeper } from '../../../src/relay/common/sweeper.ts';
import { until } from '../support/until.ts';

const EVERY_MS = 10;

describe('what checks timeouts', () => {
  /** One that lives, whose timeout is running or not, while all rests or not. */
  function swept(): { sweeper: Sweeper; state: { runs: boolean; rests: boolean; checks: number } } {
    const state = { runs: true, rests: false, checks: 0 };
    const one = {
      entry: { checkMs: EVERY_MS },
      stoodStill: () => {},
      check: () => {
        state.checks += 1;
        return state.runs;
      },
    };
    const sweeper = new Sweeper(new Map([[1, one]]), () => state.rests);
    onTestFinished(() => sweeper.rest());
    sweeper.began(EVERY_MS);
    return { sweeper, state };
  }

  test.each([
    { runs: true, rests: true },
    { runs: true, rests: false },
    { runs: false, rests: false },
  ])('goes on while a timeout runs ($runs) or something moves (rests: $rests)', async (so) => {
    const { state } = swept();
    Object.assign(state, so);
    await until('some checks', () => state.checks > 5);
  });

  test('stands still while no timeout runs and nothing moves, until something is stirred or begins', async () => {
    const { sweeper, state } = swept();
    Object.assign(state, { runs: false, rests: true });
    await until('a check', () => state.checks > 0);
    for (const wakes of [() => sweeper.stir(), () => sweeper.began(1_000)]) {
      const before = state.checks;
      await sleep(10 * EVERY_MS);
      expect(state.checks).toBe(before);
      wakes();
      await until('the next check', () => state.checks > before);
    }
  });
});
