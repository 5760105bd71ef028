import type { Kind } from './kind.ts';

/** Units of bytes, powers of 1024 (entries.md). */
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };
const LARGEST = 1024 ** 5;

/** The kind of a number of bytes: `512K`, `10M`; 0 means that it has no limit. */
export const size: Kind<number> = {
  usage: '<bytes>',
  accepts: 'a number of bytes such as 512K, 10M or 1G (powers of 1024), or 0 (no limit)',
  parse(text) {
    const bytes = bytesOf(text);
    if (bytes === undefined) return { ok: false, reason: `Use ${size.accepts}.` };
    return bytes > LARGEST ? { ok: false, reason: 'The largest is 1024T.' } : { ok: true, value: bytes };
  },
  examples: [
    { value: '512K', text: '524,288 bytes' },
    { value: '10M', text: '10 times 1,048,576 bytes' },
    { value: '1G', text: '1,024 times 1,048,576 bytes' },
    { value: '0', text: 'No limit' },
  ],
  mayGrow: (text) => /^\d{0,15}$/.test(text),
};

/** Returns the number of bytes that a text means; undefined for a text that means none. */
function bytesOf(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,15})([KMGT]?)$/i.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * UNITS[unit.toUpperCase()]!;
}
