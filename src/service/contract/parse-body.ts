import type { Change } from '../../portproxy/table.ts';
import { MAX_CHANGES, MAX_TRANSACTION } from './api.ts';
import type { Transaction } from '../../portproxy/changes/results.ts';
import { parseChange } from './parse-change.ts';
import { isRecord, parseEntry, parseSide } from '../../portproxy/entry-json.ts';
import { ApiFault } from '../server/request-body.ts';

/** The body of a request for changes; throws an `ApiFault`. */
export function parseChanges(body: unknown): { changes: readonly Change[]; stopAtFirst: boolean } {
  const stopAtFirst = isRecord(body) ? (body['stopAtFirst'] ?? false) : false;
  if (typeof stopAtFirst !== 'boolean') throw new ApiFault('invalid', 'stopAtFirst is true or false.');
  return { changes: changesOf(body, MAX_CHANGES), stopAtFirst };
}

/** The body of a transaction; what is left out of `expected` is not expected. Throws an `ApiFault`. */
export function parseTransaction(body: unknown): Transaction {
  const expected = isRecord(body) ? (body['expected'] ?? {}) : {};
  if (!isRecord(expected)) throw new ApiFault('invalid', 'What is expected is not understood.');
  const { entries = [], absent = [], nothingElse = false } = expected;
  if (typeof nothingElse !== 'boolean') throw new ApiFault('invalid', 'nothingElse is true or false.');
  return {
    changes: changesOf(body, MAX_TRANSACTION),
    expected: {
      entries: listOf(entries, parseEntry, 'Expected entry'),
      absent: listOf(absent, parseSide, 'Expected absent side'),
      nothingElse,
    },
  };
}

function changesOf(body: unknown, most: number): Change[] {
  const list = isRecord(body) ? body['changes'] : undefined;
  if (!Array.isArray(list)) throw new ApiFault('invalid', 'The body holds no list of changes.');
  if (list.length > most) throw new ApiFault('too-large', `A request has at most ${most} changes.`);
  return listOf(list, parseChange, 'Change');
}

function listOf<Item>(list: unknown, parse: (value: unknown) => Item | undefined, name: string): Item[] {
  if (!Array.isArray(list)) throw new ApiFault('invalid', `${name}: there is no list.`);
  return list.map((value: unknown, index) => {
    const item = parse(value);
    if (!item) throw new ApiFault('invalid', `${name} ${index + 1} is not understood.`);
    return item;
  });
}
