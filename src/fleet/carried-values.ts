import type { Entry } from '../portproxy/entry.ts';
import { storedName } from '../portproxy/entry.ts';
import { storedEntryCheck } from '../portproxy/entry-json.ts';
import type { EntryValue } from '../portproxy/values/entry-value.ts';
import { type Values, VALUES } from '../portproxy/values/values.ts';
import type { Kind } from '../portproxy/kinds/kind.ts';

const KNOWN: ReadonlySet<string> = new Set(['family', ...VALUES.map(storedName)]);
let isStored: ReturnType<typeof storedEntryCheck> | undefined;

/** Returns the names of the values of an entry that this netsh does not know. */
function unknownNames(entry: Entry): string[] {
  return Object.keys(entry).filter((name) => !KNOWN.has(name));
}

/** Returns why this netsh must hold an entry that another one has put, as a sentence; undefined where it understands it. */
export function entryFault(entry: Entry): string | undefined {
  const unknown = unknownNames(entry);
  if (unknown.length > 0) {
    const names = unknown.length === 1 ? 'the option' : 'the options';
    return `It has ${names} ${unknown.join(', ')}, which this netsh does not know. Upgrade it.`;
  }
  isStored ??= storedEntryCheck();
  return isStored(entry) ? undefined : 'It has values that this netsh does not understand. Upgrade it.';
}

/**
 * Returns descriptions of values with which a table can be changed without loss: those of this netsh, and one for each that
 * only a later netsh knows. `set` keeps those, as it keeps all that is not named.
 */
export function valuesCarriedBy(entries: readonly Entry[]): Values {
  const unknown = new Set(entries.flatMap(unknownNames));
  return unknown.size === 0 ? VALUES : [...VALUES, ...[...unknown].map(carried)];
}

const anything: Kind<string> = {
  usage: '<string>',
  accepts: 'any text',
  parse: (text) => ({ ok: true, value: text }),
};

function carried(name: string): EntryValue {
  return {
    tag: name.toLowerCase(),
    property: name,
    extension: true,
    kind: () => anything,
    help: { text: () => 'A value of a later netsh' },
  };
}
