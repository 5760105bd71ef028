import { type Tag, type ValueType, optional, required } from '../../src/language/schema.ts';
import { EVERY_ADDRESS } from '../../src/portproxy/address.ts';
import { TAKEN_BACK, defaultOf, isTakenBack } from '../../src/portproxy/entry.ts';
import { FAMILIES, type Family, connectVersion, listenVersion } from '../../src/portproxy/family.ts';
import { withFamilyAdvice } from '../../src/portproxy/family-advice.ts';
import type { Kind } from '../../src/portproxy/kinds/kind.ts';
import { NO_SERVICES } from '../../src/portproxy/port.ts';
import { connectAddress } from '../../src/portproxy/values/connect-address.ts';
import type { EntryValue } from '../../src/portproxy/values/entry-value.ts';
import { listenAddress } from '../../src/portproxy/values/listen-address.ts';
import { protocol } from '../../src/portproxy/values/protocol.ts';
import { entryListenAddresses, listenAddresses, machineAddresses, targetLists } from './address.ts';
import { exchangedAdvice } from './exchanged.ts';
import { chosenMachines } from './fleet.ts';
import { foldedText } from './folded-text.ts';
import { knownGroups } from './group.ts';
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
  const words = op === 'delete' && help.ofEntry ? help.ofEntry(family) : `${help.text(family)}${byDefault}.`;
  const text = extension ? foldedText(words) : words;
  const type = valueType(value, family, op);
  if (!extension && value.default === undefined) return required(type, text);
  const fallback = isKept ? 'unchanged' : defaultWord(value, family);
  const { protocols } = value;
  return optional(type, text, {
    ...(fallback !== undefined && { fallback }),
    ...(extension && { extension }),
    ...(protocols && { fits: (given) => protocols.some((one) => one === protocolOf(given)) }),
  });
}

/** Returns the protocol that a line names, perhaps in short. */
function protocolOf({ protocol: text = protocol.default }: Readonly<Record<string, string>>): string {
  const parsed = protocol.kind().parse(text, NO_SERVICES);
  return parsed.ok ? parsed.value : text;
}

/** Returns the tag of a value of ours in a command about the entries of a group, of whatever family they are. */
export function groupOptionTag(value: EntryValue): Tag<string> {
  const types = FAMILIES.map((family) => valueType(value, family, 'set'));
  const [first, ...others] = types;
  if (!first) throw new Error('No family is known.');
  const type: ValueType<string> = {
    ...first,
    parse(text, facts, given) {
      const parsed = first.parse(text, facts, given);
      if (parsed.ok) return parsed;
      return others.map((other) => other.parse(text, facts, given)).find(({ ok }) => ok) ?? parsed;
    },
    suggest: (facts, given, prefix) => {
      const all = types.flatMap((one) => one.suggest?.(facts, given, prefix) ?? []);
      return all.filter((one, index) => all.findIndex(({ value: text }) => text === one.value) === index);
    },
  };
  const [family] = FAMILIES;
  const words = foldedText(`${value.help.text(family).replace(/^IPv4 a/, 'A')} (default: unchanged).`);
  return optional(type, words, { fallback: 'unchanged', extension: true });
}

function valueType(value: EntryValue, family: Family, op: EntryOp): ValueType<string> {
  const kind = value.kind(family);
  const type = ofKind(kind);
  const texts: ValueType<string> = {
    ...type,
    ...COMPLETIONS[value.tag]?.(family, op),
    parse(text, facts, given = {}) {
      const parsed = kind.parse(text, facts.services);
      if (!parsed.ok) {
        const isAddress = value.tag === connectAddress.tag || value.tag === listenAddress.tag;
        const exchanged = isAddress ? exchangedAdvice(op, family, given, facts.services) : undefined;
        const reason = exchanged ?? withFamilyAdvice(parsed.reason, value.tag, text, family);
        return { ok: false, reason };
      }
      return { ok: true, value: typeof parsed.value === 'string' ? parsed.value : text };
    },
  };
  return op === 'set' && value.extension ? orTakenBack(texts, !hasWordFor(value, kind)) : texts;
}

/** Whether one of the words of a kind is the default, so that completion needs no other. */
function hasWordFor(value: EntryValue, { words }: Kind<unknown>): boolean {
  return words?.some((word) => word === value.default) ?? false;
}

/** Returns a type that also takes the word by which `set` takes a value back. */
function orTakenBack(type: ValueType<string>, isSuggested: boolean): ValueType<string> {
  return {
    ...type,
    parse: (text, facts) => (isTakenBack(text) ? { ok: true, value: TAKEN_BACK } : type.parse(text, facts)),
    mayGrow: (text, facts) =>
      TAKEN_BACK.startsWith(text.toLowerCase()) || (type.mayGrow?.(text, facts) ?? true),
    suggest: (facts, given, prefix) => [
      ...(type.suggest?.(facts, given, prefix) ?? []),
      ...(isSuggested ? [{ value: TAKEN_BACK, text: 'Back to the default' }] : []),
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
  connectaddress: (family) => ({ suggest: targetLists(connectVersion(family)) }),
  sourceaddress: (family) => ({ suggest: machineAddresses(connectVersion(family)) }),
  group: () => ({ suggest: knownGroups }),
  machines: () => ({ suggest: chosenMachines }),
};
