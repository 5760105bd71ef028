import type { Kind } from './kind.ts';

const LONGEST = 300;
const TERM = /^[\p{L}\p{N}_][\p{L}\p{N}._-]{0,63}(=[\p{L}\p{N}_][\p{L}\p{N}._-]{0,63})?$/u;

/** The kind of a choice of machines of a fleet: names, and labels of which a machine has all. */
export const machines: Kind<string> = {
  usage: '<name>[,…]|<label>=<value>[,…]',
  accepts: 'names of machines of a fleet, or labels (site=berlin,role=edge) of which a machine has all',
  parse: (text) =>
    text.length <= LONGEST && text.split(',').every((term) => TERM.test(term))
      ? { ok: true, value: text }
      : { ok: false, reason: `Use ${machines.accepts}, by commas.` },
};
