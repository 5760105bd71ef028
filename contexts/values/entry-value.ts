import { type Tag, type ValueType, optional, required } from '../../src/language/schema.ts';
import { EVERY_ADDRESS } from '../../src/portproxy/address.ts';
import { TAKEN_BACK, defaultOf } from '../../src/portproxy/entry.ts';
import { type Family, connectVersion, listenVersion } from '../../src/portproxy/family.ts';
import { withFamilyAdvice } from '../../src/portproxy/family-advice.ts';
import type { EntryValue } from '../../src/portproxy/values/entry-value.ts';
import { connectAddresses, entryListenAddresses, listenAddresses } from './address.ts';
import { ofKind } from './kind.ts';
import { connectPorts, entryPorts, servicePorts } from './port.ts';

/** The commands whose tags are the values of an entry. */
export type EntryOp = 'add' | 'set' | 'delete';

/** Returns the tag of a value in a command; the action gets its text, short words in full. */
export function entryTag(value: EntryValue, family: Family, op: EntryOp): Tag<string> {
  const { isKey, extension, help } = value;
  const isKept = op === 'set' && !isKey;
  const byDefault =
    help.byDefault === undefined ? '' : ` (default: ${isKept ? 'unchanged' : help.byDefault})`;
  const text = op === 'delete' && help.ofEntry ? help.ofEntry(family) : `${help.text(family)}${byDefault}.`;
  const type = valueType(value, family, op);
  if (!extension && value.default === undefined) return required(type, text);
  const fallback = isKept ? 'unchanged' : defaultWord(value, family);
  return optional(type, text, {
    ...(fallback !== undefined && { fallback }),
    ...(extension && { extension }),
  });
}

function valueType(value: EntryValue, family: Family, op: EntryOp): ValueType<string> {
  const kind = value.kind(family);
  const type = ofKind(kind);
  const texts: ValueType<string> = {
    ...type,
    ...COMPLETIONS[value.tag]?.(family, op),
    parse(text, facts) {
      const parsed = kind.parse(text, facts.services);
      if (!parsed.ok) return { ok: false, reason: withFamilyAdvice(parsed.reason, value.tag, text, family) };
      return { ok: true, value: typeof parsed.value === 'string' ? parsed.value : text };
    },
  };
  return op === 'set' && value.extension && !kind.words ? orTakenBack(texts) : texts;
}

/** Returns a type that also takes the word by which `set` takes a value back. */
function orTakenBack(type: ValueType<string>): ValueType<string> {
  return {
    ...type,
    parse: (text, facts) =>
      text.toLowerCase() === TAKEN_BACK ? { ok: true, value: TAKEN_BACK } : type.parse(text, facts),
    mayGrow: (text, facts) =>
      TAKEN_BACK.startsWith(text.toLowerCase()) || (type.mayGrow?.(text, facts) ?? true),
    suggest: (facts, given, prefix) => [
      ...(type.suggest?.(facts, given, prefix) ?? []),
      { value: TAKEN_BACK, text: 'Back to the default' },
    ],
  };
}

/** Returns the default for hints: a value, or the tag from which it is taken. */
function defaultWord(value: EntryValue, family: Family): string | undefined {
  return defaultOf(value, { family, listenAddress: EVERY_ADDRESS, listenPort: 'listenport' });
}

type Completion = Pick<ValueType<string>, 'suggest' | 'isCrowded'>;

/** Completion from the facts of the machine and the table, by tag. Words of a kind need none here. */
const COMPLETIONS: Readonly<Record<string, (family: Family, op: EntryOp) => Completion>> = {
  listenport: (_family, op) =>
    op === 'add' ? { suggest: servicePorts, isCrowded: true } : { suggest: entryPorts },
  connectport: () => ({ suggest: connectPorts, isCrowded: true }),
  listenaddress: (family, op) => {
    const version = listenVersion(family);
    return { suggest: op === 'add' ? listenAddresses(version) : entryListenAddresses(version) };
  },
  connectaddress: (family) => ({ suggest: connectAddresses(connectVersion(family)) }),
};
