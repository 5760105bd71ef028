import { isRecord } from '../../portproxy/is-record.ts';
import { visible, visibleText } from '../../language/visible.ts';
import { cleaned, parseJson } from './parse-json.ts';
import { type RemoteFacts, parseFacts, type tellFacts } from './remote-facts.ts';

/**
 * Version of the bridge between a netsh and the home directory of another machine: one JSON message a line, over the
 * standard input and output of `netsh-shell relay connect`, which ssh runs there. A change that an older end would
 * misunderstand raises it.
 */
export const BRIDGE_VERSION = 1;

/** Longest line, in characters. */
export const MAX_LINE = 128 * 1024 * 1024;

/** Longest texts of a version, and of a notice or a fault, in UTF-16 units. */
const MAX_VERSION = 60;
const MAX_SENTENCES = 16_384;

/** The first message of the machine that is worked on. */
export interface SentHello {
  readonly netsh: 'bridge';
  readonly bridge: number;
  /** Version of the control API, whose shapes the calls have. */
  readonly api: number;
  readonly version: string;
  readonly facts: ReturnType<typeof tellFacts>;
}

/** The same as it was read: without facts where they are not understood, as those of another version may be. */
export interface Hello extends Omit<SentHello, 'facts'> {
  readonly facts: RemoteFacts | undefined;
}

/** A call. `on` is 0 for the table itself, any other number for the dry run of that number, opened by its first call. */
export interface Request {
  readonly id: number;
  readonly on: number;
  readonly call: string;
  readonly args: unknown;
}

/** A message behind the hello: a value, a fault instead of one, or a sentence for standard error. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: { readonly code: string; readonly message: string } }
  | { readonly notice: string };

/** A message of the machine that is worked on, and the text of others that stood before it on its line. */
export interface Heard<Message> {
  readonly message: Message | undefined;
  readonly before: string;
}

/** How our messages begin: a window title or a broadcast without a line end may stand before one. */
const BEGIN = /\{"(?:netsh|id|notice)":/;

/** Whether a message has begun on a line. */
export function hasBegun(line: string): boolean {
  return BEGIN.test(line);
}

/** Reads a line as a message; where it is none, what stands behind the text of another program. */
export function hear<Message>(line: string, parse: (line: string) => Message | undefined): Heard<Message> {
  const message = parse(line);
  if (message !== undefined) return { message, before: '' };
  const at = line.search(BEGIN);
  const behind = at > 0 ? parse(line.slice(at)) : undefined;
  return { message: behind, before: behind === undefined ? line : line.slice(0, at) };
}

/** Reads the first message; undefined for anything else. */
export function parseHello(line: string): Hello | undefined {
  const value = cleaned(parseJson(line));
  if (!isRecord(value) || value['netsh'] !== 'bridge') return undefined;
  const { bridge, api, version, facts } = value;
  if (typeof bridge !== 'number' || typeof api !== 'number' || typeof version !== 'string') return undefined;
  return { netsh: 'bridge', bridge, api, version: version.slice(0, MAX_VERSION), facts: parseFacts(facts) };
}

/** Reads a call; undefined for anything else. */
export function parseRequest(line: string): Request | undefined {
  const { value } = parseJson(line);
  if (!isRecord(value)) return undefined;
  const { id, on, call, args } = value;
  return typeof id === 'number' && typeof on === 'number' && typeof call === 'string'
    ? { id, on, call, args }
    : undefined;
}

/** Reads a message behind the hello; undefined for anything else. Its texts are safe to print. */
export function parseReply(line: string): Reply | undefined {
  const read = parseJson(line);
  const { value } = read;
  if (!isRecord(value)) return undefined;
  const { id, fault, notice } = value;
  if (typeof notice === 'string') return { notice: sentences(notice) };
  if (typeof id !== 'number') return undefined;
  if (!isRecord(fault)) return { id, value: cleaned({ ...read, value: value['value'] }) };
  const { code, message } = fault;
  return { id, fault: { code: visible(textOf(code)), message: sentences(textOf(message)) } };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : 'unknown';
}

/** Sentences may stand on several lines. */
function sentences(text: string): string {
  return visibleText(text.slice(0, MAX_SENTENCES).replaceAll('\r\n', '\n'));
}
