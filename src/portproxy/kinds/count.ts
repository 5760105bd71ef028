import type { Kind } from './kind.ts';

const MOST = 10_000_000;

/** The kind of a number of things; 0 means that it has no limit. */
export const count: Kind<number> = {
  usage: '<integer>',
  accepts: 'a number up to 10000000, or 0 (no limit)',
  parse: (text) =>
    /^(?:0|[1-9]\d{0,7})$/.test(text) && Number(text) <= MOST
      ? { ok: true, value: Number(text) }
      : { ok: false, reason: `Use ${count.accepts}.` },
  examples: [
    { value: '100', text: '' },
    { value: '1000', text: '' },
    { value: '0', text: 'No limit' },
  ],
  mayGrow: (text) => /^(?:|[1-9]\d{0,6})$/.test(text),
};
