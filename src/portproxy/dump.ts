import type { Entry } from './entry.ts';
import { tagWords } from './entry-words.ts';
import { FAMILIES } from './family.ts';
import { firstTarget, hasSeveralTargets } from './targets.ts';
import { type Values, VALUES } from './values/values.ts';

/** How a comment begins that this product reads as a command (`src/language/read.ts`). */
const DIRECTIVE = '#netsh:';
const RULE = `#${'='.repeat(24)}`;

/**
 * Returns the portproxy block of a dump (spec section 5), which rebuilds exactly this table when it is replayed here, and
 * what Windows can hold of it when it is replayed there. Families stand in the order of `show all`, entries in order of
 * creation, those of UDP behind all others.
 */
export function dumpTable(entries: readonly Entry[], values: Values = VALUES): string[] {
  const sorted = FAMILIES.flatMap((family) => entries.filter((entry) => entry.family === family));
  const tcp = sorted.filter(({ protocol }) => protocol === 'tcp');
  const others = sorted.filter(({ protocol }) => protocol !== 'tcp');
  const words = new DumpWords(values);
  const head = ['', RULE, '# Port Proxy configuration', RULE, 'pushd interface portproxy', '', 'reset'];
  const end = ['', '', 'popd', '', '# End of Port Proxy configuration', ''];
  return [
    ...head,
    ...tcp.map((entry) => words.add(entry)),
    ...tcp.flatMap((entry) => words.set(entry)),
    ...others.map((entry) => words.whole(entry)),
    ...end,
  ];
}

/** The lines of a dump about one entry. */
class DumpWords {
  readonly #all: Values;
  readonly #own: Values;
  readonly #key: Values;
  readonly #ours: Values;

  constructor(values: Values) {
    this.#all = values;
    this.#own = values.filter(({ extension }) => !extension);
    this.#key = values.filter(({ isKey }) => isKey);
    this.#ours = values.filter(({ extension }) => extension);
  }

  /** The line that Windows reads too: of several targets, the first one. */
  add(entry: Entry): string {
    return `add ${entry.family} ${tagWords(withFirstTarget(entry), this.#own)}`;
  }

  /** What only this product knows of an entry: a comment that it reads and Windows skips (spec section 5). */
  set(entry: Entry): string[] {
    const { connectAddress, connectPort } = entry;
    const targets = hasSeveralTargets(connectAddress)
      ? [`connectaddress=${connectAddress} connectport=${connectPort}`]
      : [];
    const options = [...targets, tagWords(entry, this.#ours)].filter((text) => text !== '').join(' ');
    return options === ''
      ? []
      : [`${DIRECTIVE} set ${entry.family} ${tagWords(entry, this.#key)} ${options}`];
  }

  /** An entry of which Windows can hold nothing. */
  whole(entry: Entry): string {
    return `${DIRECTIVE} add ${entry.family} ${tagWords(entry, this.#all)}`;
  }
}

/** Returns an entry with the first of its targets alone, and the port of that one. */
function withFirstTarget(entry: Entry): Entry {
  if (!hasSeveralTargets(entry.connectAddress)) return entry;
  const { host, port = entry.connectPort } = firstTarget(entry.connectAddress);
  return { ...entry, connectAddress: host, connectPort: port };
}

/** Returns the block of `interface`, which is empty and stands before those of its sub-contexts. */
export function dumpInterface(): string[] {
  return ['', RULE, '# Interface configuration', RULE, 'pushd interface', '', '', 'popd'].concat([
    '# End of interface configuration',
    '',
  ]);
}
