import { isVisible } from '../language/visible.ts';
import type { Entry } from '../portproxy/entry.ts';
import { isRecord } from '../portproxy/is-record.ts';
import { MAX_ENTRIES } from '../portproxy/table.ts';
import { LogFault, foreignFault, isCount } from './fault.ts';
import { type RulesChange, parseRulesChange } from './rules-change.ts';

/** Who made a commit, as the member says that made it. */
export interface Author {
  readonly user: string;
  readonly machine: string;
}

/** What a commit does to the table: keys are removed first, then entries put in their order. */
export interface CommitBody {
  readonly put: readonly Entry[];
  readonly remove: readonly string[];
  /** What it does to the rules of advfirewall; absent where they stay. */
  readonly rules?: RulesChange | undefined;
}

/** What stands in front of a commit, whole or in parts. */
export interface CommitHead {
  /** Differs for every commit. */
  readonly id: string;
  /** The id of the commit before; empty for the first. */
  readonly parent: string;
  /** Its number: 1 for the first, one more for each. */
  readonly revision: number;
  readonly author: Author;
}

/** One change of the fleet's table, whole or not at all. */
export interface Commit extends CommitHead, CommitBody {
  /** When it was made, in ms since the epoch: by the clock of the servers, or of this machine where it made it. */
  readonly at?: number | undefined;
}

/** A commit as one message: with its body, or with the sequences of the messages that hold it. */
export type CommitMessage = CommitHead & (CommitBody | { readonly parts: readonly number[] });

/** Most messages that hold a commit: of 100,000 entries where a message holds no more than 64 KiB. */
const MOST_PARTS = 4096;

/**
 * The formats of commits and snapshots; a reader refuses higher ones. What has rules has the second: who passed them over would let
 * clients in that they keep out.
 */
const FORMAT = 1;
const WITH_RULES = 2;

/** Returns a value as a document, in the lowest format that holds it. */
export function fleetDocument(value: object): string {
  const hasRules = 'rules' in value && value.rules !== undefined;
  return JSON.stringify({ format: hasRules ? WITH_RULES : FORMAT, ...value });
}

/** Parses a document of the log. Throws a `LogFault`. */
export function parseDocument(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw foreignFault(`${what} is not JSON.`);
  }
  if (!isRecord(value)) throw foreignFault(`${what} is not an object.`);
  const { format } = value;
  if (typeof format === 'number' && format > WITH_RULES) {
    throw new LogFault(`${what} was written by a later netsh (format ${format}). Upgrade this one.`);
  }
  if (format !== FORMAT && format !== WITH_RULES) throw foreignFault(`${what} has an unknown format.`);
  return value;
}

/** Reads a message of the log. Throws a `LogFault`. */
export function parseCommit(text: string): CommitMessage {
  const value = parseDocument(text, 'A commit');
  const { id, parent, revision, author, parts } = value;
  if (!isName(id) || (parent !== '' && !isName(parent)) || !isCount(revision) || revision === 0) {
    throw foreignFault('A commit has no valid head.');
  }
  const head = { id, parent, revision, author: parseAuthor(author) };
  if (parts === undefined) return { ...head, ...bodyOf(value) };
  if (!Array.isArray(parts) || parts.length > MOST_PARTS || !parts.every(isCount)) {
    throw foreignFault('A commit names no valid parts.');
  }
  return { ...head, parts };
}

/** Reads the body of a commit from its parts. Throws a `LogFault`. */
export function parseBody(text: string): CommitBody {
  return bodyOf(parseDocument(text, 'The body of a commit'));
}

function bodyOf({ put, remove, rules }: Record<string, unknown>): CommitBody {
  if (!Array.isArray(put) || !Array.isArray(remove) || put.length > MAX_ENTRIES) {
    throw foreignFault('A commit has no valid body.');
  }
  if (!remove.every((key) => typeof key === 'string')) throw foreignFault('A commit removes no valid keys.');
  const body = { put: put.map(parseRow), remove };
  return rules === undefined ? body : { ...body, rules: parseRulesChange(rules) };
}

/** Reads an author; texts are made safe to print by refusing those that are not. Throws a `LogFault`. */
export function parseAuthor(value: unknown): Author {
  const { user, machine } = isRecord(value) ? value : {};
  if (isShown(user) && isShown(machine)) return { user, machine };
  throw foreignFault('A commit has no valid author.');
}

/** Longest text of a value, and most values of an entry that a later netsh may write. */
const LONGEST_TEXT = 4096;
const MOST_VALUES = 100;

/**
 * Reads an entry as it was written, with values that this netsh may not know: those are carried, never dropped. Throws a
 * `LogFault`.
 */
export function parseRow(value: unknown): Entry {
  if (!isRecord(value)) throw foreignFault('An entry is not an object.');
  const values = Object.entries(value);
  const isKeyed = ['family', 'listenAddress', 'listenPort', 'protocol'].every((name) => {
    const text = value[name];
    return typeof text === 'string' && !text.includes(' ');
  });
  if (!isKeyed || values.length > MOST_VALUES || !values.every(isValue)) {
    throw foreignFault('An entry has values that no netsh writes.');
  }
  // Values of its own are judged by `entryFault` before it is used; all others are only carried.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as unknown as Entry;
}

function isValue([name, value]: [string, unknown]): boolean {
  if (!/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(name)) return false;
  if (typeof value === 'string') return value.length <= LONGEST_TEXT && isVisible(value);
  return typeof value === 'boolean' || Number.isFinite(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value);
}

function isShown(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 256 && isVisible(value);
}
