import { milliseconds } from './duration.ts';
import type { Kind } from './kind.ts';

/** So many in so long, ms; `count` 0: no limit. */
export interface PerTime {
  readonly count: number;
  readonly perMs: number;
}

const MOST = 1_000_000;
const LONGEST_MS = 3_600_000;

/** The kind of a number of events in a time: `20/10s`; a bare number is for each second, 0 is no limit. */
export const perTime: Kind<PerTime> = {
  usage: '<number>/<time>',
  accepts: 'a number and a time such as 20/10s, or 0 (no limit)',
  parse(text) {
    const [, digits, time] = /^(\d{1,7})(?:\/(.+))?$/.exec(text) ?? [];
    const perMs = milliseconds(time ?? '1s');
    if (digits === undefined || perMs === undefined) return { ok: false, reason: `Use ${perTime.accepts}.` };
    if (Number(digits) > MOST) return { ok: false, reason: `The largest number is ${MOST}.` };
    if (perMs < 1_000 || perMs > LONGEST_MS) return { ok: false, reason: 'The time is from 1s to 1h.' };
    return { ok: true, value: { count: Number(digits), perMs } };
  },
  examples: [
    { value: '20/10s', text: '20 in 10 seconds' },
    { value: '100/1m', text: '100 in a minute' },
    { value: '0', text: 'No limit' },
  ],
  mayGrow: (text) => /^(?:|\d{1,7}(?:\/\d{0,7}m?)?)$/i.test(text),
};
