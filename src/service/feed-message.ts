import type { FeedMessage } from './feed.ts';
import { isRecord } from './parse-change.ts';

/** Reads a line of the feed. Throws an error whose message says why, where it is none. */
export function parseMessage(line: string): FeedMessage {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Error('The relay service answers what is no JSON.', { cause: error });
  }
  if (!isRecord(value) || (value['kind'] !== 'snapshot' && value['kind'] !== 'difference')) {
    throw new Error('The relay service tells what this netsh does not understand.');
  }
  // A service of the same API version tells in the shapes of the contracts.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as unknown as FeedMessage;
}
