import type { ValueType } from '../../src/language/schema.ts';
import { path } from './word.ts';

/** The module of a helper: a file, completed from the file system, or a package. */
export const modulePath: ValueType<string> = {
  ...path,
  accepts: 'the path of an ES module, or the name of a package',
};

/** The name of a helper. */
export const helperName: ValueType<string> = {
  usage: '<string>',
  accepts: 'the name of a helper, as show helper gives it',
  parse: (value) =>
    value === '' ? { ok: false, reason: 'Give the name of a helper.' } : { ok: true, value },
};
