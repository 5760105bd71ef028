import type { ValueType } from '../../src/language/schema.ts';
import { parseGiven } from '../../src/portproxy/formats/shells/given.ts';

/** Values by the names of variables: `NAME=VALUE`, several after blanks or semicolons. */
export const variables: ValueType<ReadonlyMap<string, string>> = {
  usage: '<string>',
  accepts: 'names with their values, such as WSL_IP=10.0.0.5',
  parse: (text) => {
    const given = parseGiven(text);
    return given.ok ? { ok: true, value: given.values } : given;
  },
};
