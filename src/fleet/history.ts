import { INITIAL_RULEBOOK } from '../firewall/policy.ts';
import type { Rulebook } from '../firewall/rule.ts';
import { type Entry, textOf } from '../portproxy/entry.ts';
import { entryKey } from '../portproxy/key.ts';
import { valuesCarriedBy } from './carried-values.ts';
import type { Author, Commit } from './commit.ts';
import type { LoggedCommit } from './log.ts';
import { type RulesDone, changedRules, rulesDone } from './changed-rules.ts';
import type { ChangedValue, EntryChange, RulesStep } from './past-change.ts';
import { rulesAfter } from './rules-change.ts';

/** A commit as the history tells it. */
export interface PastCommit {
  readonly revision: number;
  /** When the servers took it, in ms since the epoch. */
  readonly at: number;
  readonly author: Author;
  /** What it did, in its order: as much as was asked for. */
  readonly changes: readonly EntryChange[];
  /** How many changes it made, told or not. */
  readonly count: number;
}

/** Which entries are meant: those of this listen port, and of this listen address; all where neither is given. */
export interface SideFilter {
  readonly listenPort?: string | undefined;
  readonly listenAddress?: string | undefined;
}

/** Which commits are asked for. */
export interface HistoryQuery extends SideFilter {
  /** Only this one. */
  readonly revision?: number | undefined;
  /** At most so many, the newest. */
  readonly commits: number;
  /** At most so many changes of each. */
  readonly changes: number;
}

/** What a commit made of one key: before and after it; undefined where there was no entry. */
export interface Step {
  readonly key: string;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
  /** Whether the log tells what was there before. */
  readonly isKnown: boolean;
}

/** Whether the entry of a key is meant. Letters have no case. */
export function meetsSide(key: string, { listenPort, listenAddress }: SideFilter): boolean {
  const [, address = '', port = ''] = key.split(' ');
  return (
    (listenPort === undefined || listenPort.toLowerCase() === port) &&
    (listenAddress === undefined || listenAddress.toLowerCase() === address)
  );
}

/**
 * The entries of a fleet as its log makes them, commit by commit. A log whose first commits are gone tells of some entries only
 * from their next change on.
 */
export class Past {
  readonly #entries = new Map<string, Entry>();
  readonly #seen = new Set<string>();
  #first: number | undefined;
  #rulebook: Rulebook | undefined;

  /** Takes the next commit; returns what it made of each key that it names. */
  take(commit: Commit): Step[] {
    if (this.#first === undefined) {
      this.#first = commit.revision;
      if (this.#first === 1) this.#rulebook = INITIAL_RULEBOOK;
    }
    const made = new Map<string, Entry | undefined>();
    for (const key of commit.remove) made.set(key, undefined);
    for (const entry of commit.put) made.set(entryKey(entry), entry);
    return [...made].map(([key, after]) => {
      const before = this.#entries.get(key);
      const isKnown = this.#first === 1 || this.#seen.has(key);
      this.#seen.add(key);
      if (after) this.#entries.set(key, after);
      else this.#entries.delete(key);
      return { key, before, after, isKnown };
    });
  }

  /** Takes what the same commit did to the rules; returns what it made of them, undefined where it left them alone. */
  takeRules({ rules }: Commit): RulesStep | undefined {
    if (!rules) return undefined;
    const before = this.#rulebook;
    if (before) this.#rulebook = rulesAfter(before, rules);
    return { before, after: this.#rulebook, change: rules };
  }
}

/** Returns the commits that a query asks for, the oldest first. Reads the log from its beginning to its end once. */
export async function pastCommits(
  log: AsyncIterable<LoggedCommit>,
  { revision, commits, changes, ...side }: HistoryQuery,
): Promise<readonly PastCommit[]> {
  const past = new Past();
  const hasSide = side.listenPort !== undefined || side.listenAddress !== undefined;
  const found: {
    readonly commit: Commit;
    readonly steps: readonly Step[];
    readonly rules: RulesDone | undefined;
  }[] = [];
  for await (const { commit } of log) {
    const steps = past.take(commit).filter(({ key }) => meetsSide(key, side));
    const ofRules = past.takeRules(commit);
    const rules = ofRules && !hasSide ? rulesDone(ofRules) : undefined;
    if (steps.length === 0 && !rules) continue;
    if (revision !== undefined && commit.revision !== revision) continue;
    found.push({ commit, steps, rules });
    if (found.length > commits) found.shift();
  }
  return found.map(({ commit, steps, rules }) => {
    // What is not asked for is not made.
    const ofRules = rules ? changedRules(rules) : [];
    const ofEntries = steps.slice(0, Math.max(0, changes - ofRules.length)).map(changeOf);
    return {
      revision: commit.revision,
      at: commit.at ?? 0,
      author: commit.author,
      changes: [...ofRules.slice(0, changes), ...ofEntries],
      count: steps.length + ofRules.length,
    };
  });
}

function changeOf({ key, before, after, isKnown }: Step): EntryChange {
  const values = changedValues(before, after);
  if (after && !isKnown) return { key, kind: 'changed', values };
  if (!after) return { key, kind: 'deleted', values };
  if (!before) return { key, kind: 'added', values };
  return { key, kind: values.length === 0 ? 'moved' : 'changed', values };
}

/** Returns the values in which two entries differ, those included that only a later netsh knows. */
function changedValues(before: Entry | undefined, after: Entry | undefined): ChangedValue[] {
  const both = [before, after].filter((entry) => entry !== undefined);
  return valuesCarriedBy(both).flatMap((value): ChangedValue[] => {
    const [was, is] = [before && textOf(before, value), after && textOf(after, value)];
    if (value.isKey || was === is) return [];
    return [
      {
        tag: value.tag,
        ...(was !== undefined && { before: was }),
        ...(is !== undefined && { after: is }),
      },
    ];
  });
}
