import { CONNECTION_ROWS, ENTRY_ROWS } from '../../relay/rows.ts';
import type { FeedMessage } from './feed.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import { areConnections, areEnded, areListed, isRelayStatus } from './parse-answers.ts';
import { ServiceError } from './service-error.ts';
import { isId, isNumber, isText, listOf } from './shape.ts';

/** Reads a line of the feed. Throws a `ServiceError` (protocol) where it is not a message. */
export function parseMessage(line: string): FeedMessage {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new ServiceError('protocol', 'The answer of the relay service is not JSON.', error);
  }
  return feedMessage(value);
}

/** Takes a value of another process as a message. Throws a `ServiceError` (protocol) where it is not one. */
export function feedMessage(value: unknown): FeedMessage {
  if (isFeedMessage(value)) return value;
  throw new ServiceError('protocol', 'This netsh does not understand a message of the relay service.');
}

/** Whether a value is a message of a feed. */
export function isFeedMessage(value: unknown): value is FeedMessage {
  if (!isRecord(value) || !isNumber(value['at'])) return false;
  switch (value['kind']) {
    case 'lost':
      return typeof value['reason'] === 'string';
    case 'snapshot':
      return isWhole(value);
    case 'difference':
      return (
        isWhole(value) &&
        areTexts(value['removed']) &&
        isCounted(value['counted']) &&
        isMoved(value['moved']) &&
        areIds(value['ended'])
      );
    default:
      return false;
  }
}

const areTexts = listOf(isText);
const areNumbers = listOf(isNumber);
const areIds = listOf(isId);

type Fields = Readonly<Record<string, unknown>>;

/** The fields that snapshots and differences share. */
function isWhole({ status, entries, connections, recent, missed }: Fields): boolean {
  const isTold = (recent === undefined || areEnded(recent)) && (missed === undefined || isNumber(missed));
  return isRelayStatus(status) && areListed(entries) && areConnections(connections) && isTold;
}

function isCounted(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { keys, numbers, later } = value;
  if (!areTexts(keys) || !areNumbers(numbers)) return false;
  if (numbers.length !== keys.length * ENTRY_ROWS.width) return false;
  return (
    later === undefined ||
    (isRecord(later) && Object.values(later).every((list) => areNumbers(list) && list.length === keys.length))
  );
}

function isMoved(value: unknown): boolean {
  if (!areNumbers(value) || value.length % CONNECTION_ROWS.size !== 0) return false;
  for (let at = 0; at < value.length; at += CONNECTION_ROWS.size) {
    if (!isId(value[at]) || !CONNECTION_ROWS.fits(value, at + 1)) return false;
  }
  return true;
}
