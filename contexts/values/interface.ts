import type { ValueType } from '../../src/language/schema.ts';

/** An interface of this machine, by its name or its index. */
export const interfaceName: ValueType<string> = {
  usage: '<string>',
  accepts: 'the name or the index of an interface of this machine',
  parse: (value) =>
    value === '' ? { ok: false, reason: 'Give the name or the index of an interface.' } : { ok: true, value },
  suggest: (facts) => facts.interfaces.map((value) => ({ value, text: 'Interface of this machine' })),
};
