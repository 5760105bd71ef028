import { visible, visibleJson } from '../../language/visible.ts';
import { hostAndPort } from '../../portproxy/host-address.ts';
import { parseKey } from '../../portproxy/key.ts';
import { wallClock } from '../common/wall-clock.ts';
import type { EndedConnection, RelayEntry } from '../relay.ts';
import type { LogFormat } from './logging.ts';

/** Returns the line, with its end, of a connection that has ended; its times are of `monotonicNow`. */
export type LineOf = (ended: EndedConnection, entry: RelayEntry) => string;

/** Returns what makes the lines of a format; docs/log.md describes both. */
export function lineMaker(format: LogFormat): LineOf {
  return format === 'json' ? jsonLine : textLine;
}

/** Returns the line that stands where lines are missing; `at` in ms since the epoch. */
export function lostLine(format: LogFormat, at: number, lost: number): string {
  const time = new Date(at).toISOString();
  return format === 'json'
    ? `${JSON.stringify({ time, lost })}\n`
    : `# ${time} lost ${lost === 1 ? '1 line' : `${lost} lines`}\n`;
}

function textLine(ended: EndedConnection, entry: RelayEntry): string {
  const { id, startedAt, durationMs, client, peer = '', target, bytesUp, bytesDown, end } = ended;
  const side = namesOf(entry);
  const sides = `${side.text} ${field(client)} ${field(peer)} ${field(target)}`;
  return `${timeText(startedAt)} ${durationMs} ${id} ${sides} ${bytesUp} ${bytesDown} ${end.by} ${end.phase} ${field(end.how)}\n`;
}

function jsonLine(ended: EndedConnection, entry: RelayEntry): string {
  const { id, startedAt, durationMs, client, peer, target, bytesUp, bytesDown, end } = ended;
  const { json } = namesOf(entry);
  const real = peer === undefined ? '' : `,"peer":${quoted(peer)}`;
  return (
    `{"time":"${timeText(startedAt)}","durationMs":${durationMs},"id":${id},${json},"client":${quoted(client)}${real},` +
    `"target":${quoted(target)},"bytesUp":${bytesUp},"bytesDown":${bytesDown},"by":"${end.by}","phase":"${end.phase}",` +
    `"how":${quoted(end.how)}}\n`
  );
}

/** The parts of a line that are the same for all connections of an entry. */
interface Names {
  readonly text: string;
  readonly json: string;
}

/** By entry as the relay was given it: there are many lines of each. */
const known = new WeakMap<RelayEntry, Names>();

function namesOf(entry: RelayEntry): Names {
  const found = known.get(entry);
  if (found) return found;
  const { id, protocol } = entry;
  const side = parseKey(id);
  const listen = side ? hostAndPort(side.listenAddress, side.listenPort) : id;
  const names = {
    text: [protocol, side?.family ?? '', listen].map(field).join(' '),
    json: `"protocol":${quoted(protocol)},"entry":${quoted(id)}`,
  };
  known.set(entry, names);
  return names;
}

/** A time of the monotonic clock as a wall time of ISO 8601, in UTC. */
function timeText(at: number): string {
  return new Date(wallClock.at(at)).toISOString();
}

const PLAIN_FIELD = /^[!-~]+$/;

/** A field of a line of text: it has no blanks, and is never empty. */
function field(text: string): string {
  if (PLAIN_FIELD.test(text)) return text;
  return text === '' ? '-' : visible(text).replaceAll(/\s/gu, '_');
}

const PLAIN_JSON = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return PLAIN_JSON.test(text) ? `"${text}"` : visibleJson(text);
}
