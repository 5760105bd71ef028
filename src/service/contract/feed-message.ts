import { COUNTED_NUMBERS, MOVED_NUMBERS } from './feed-numbers.ts';
import type { FeedMessage } from './feed.ts';
import { isRecord } from '../../portproxy/entry-json.ts';

/** Reads a line of the feed. Throws an error whose message says why, where it is none. */
export function parseMessage(line: string): FeedMessage {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Error('The relay service answers what is no JSON.', { cause: error });
  }
  return feedMessage(value);
}

/** A value that has come from elsewhere, as a message of the feed. Throws an error whose message says so, where it is none. */
export function feedMessage(value: unknown): FeedMessage {
  if (!isRecord(value) || !isMessage(value)) {
    throw new Error('The relay service tells what this netsh does not understand.');
  }
  // What it tells of entries and connections has the shapes of the contracts, of a service of the same API version.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as unknown as FeedMessage;
}

function isMessage(value: Readonly<Record<string, unknown>>): boolean {
  const { kind, at, status, entries, connections, counted, moved, removed, ended } = value;
  if (typeof at !== 'number') return false;
  if (kind === 'lost') return typeof value['reason'] === 'string';
  if (!isRecord(status) || !Array.isArray(entries) || !Array.isArray(connections)) return false;
  if (kind === 'snapshot') return true;
  return (
    kind === 'difference' &&
    Array.isArray(removed) &&
    Array.isArray(ended) &&
    isRecord(counted) &&
    Array.isArray(counted['keys']) &&
    isNumbers(counted['numbers'], counted['keys'].length * COUNTED_NUMBERS) &&
    isNumbers(moved) &&
    moved.length % MOVED_NUMBERS === 0
  );
}

function isNumbers(value: unknown, length?: number): value is readonly number[] {
  return (
    Array.isArray(value) &&
    (length === undefined || value.length === length) &&
    value.every((each) => typeof each === 'number')
  );
}
