import type { Kind, KindExample } from './kind.ts';

/** Units of time, ms. A number without one is in seconds. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** The longest time: a year, ms. */
const LONGEST_MS = 365 * 86_400_000;

/** Bounds of a time and the word that it has besides. */
interface DurationBounds {
  /** The shortest time, ms; 0 is accepted besides where `zero` says what it means. */
  readonly leastMs: number;
  /** What 0 means, such as `never`; 0 is refused where this is missing. */
  readonly zero?: string;
  /** A word that is accepted for 0: `off`. */
  readonly word?: string;
}

/** Returns the kind of a time, ms: `10s`, `5m`, `2h`, `500ms`, `1d`; a bare number is seconds (entries.md). */
export function duration({ leastMs, zero, word }: DurationBounds): Kind<number> {
  const none = word ?? (zero === undefined ? undefined : `0 (${zero})`);
  const accepts = `a time such as 10s, 5m or 2h${none === undefined ? '' : `, or ${none}`}`;
  return {
    usage: word === undefined ? '<time>' : `<time>|${word}`,
    accepts,
    examples: examplesOf(leastMs, zero, word),
    parse(text) {
      if (word !== undefined && text.toLowerCase() === word) return { ok: true, value: 0 };
      const ms = milliseconds(text);
      if (ms === undefined) return { ok: false, reason: `Use ${accepts}.` };
      if (ms === 0 && zero !== undefined) return { ok: true, value: 0 };
      if (ms < leastMs) return { ok: false, reason: `The shortest time is ${timeText(leastMs)}.` };
      return ms > LONGEST_MS ? { ok: false, reason: 'The longest time is 365d.' } : { ok: true, value: ms };
    },
    mayGrow: (text) =>
      text === '' ||
      /^\d{1,11}(?:m|[a-z]{0,1})$/i.test(text) ||
      word?.startsWith(text.toLowerCase()) === true,
  };
}

function examplesOf(leastMs: number, zero: string | undefined, word: string | undefined): KindExample[] {
  const times = [
    { value: '10s', text: '10 seconds', ms: 10_000 },
    { value: '1m', text: '1 minute', ms: 60_000 },
    { value: '10m', text: '10 minutes', ms: 600_000 },
    { value: '1h', text: '1 hour', ms: 3_600_000 },
  ].filter(({ ms }) => ms >= leastMs);
  const none = zero === undefined ? [] : [{ value: word ?? '0', text: zero === word ? '' : zero }];
  return [...times.map(({ value, text }) => ({ value, text })), ...none];
}

/** Returns a time in ms; undefined for a text that is none. Bounded to twelve digits. */
export function milliseconds(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,12})([a-z]{0,2})$/i.exec(text) ?? [];
  const factor = UNITS[unit?.toLowerCase() || 's'];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}

/** Returns a time in the largest unit that is whole: `90s`, `2h`, `500ms`. */
export function timeText(ms: number): string {
  const unit = ['d', 'h', 'm', 's'].find((one) => ms > 0 && Number.isInteger(ms / UNITS[one]!)) ?? 'ms';
  return `${ms / UNITS[unit]!}${unit}`;
}
