import { FAMILIES, type Family } from '../family.ts';
import { linesOf } from './decode.ts';
import type { Reader } from './format.ts';
import type { Rows } from './rows.ts';

/** The key of a family (transcript 49): value names are `address/port` to listen on, data `address/port` to connect to. */
const KEY = /\\(CurrentControlSet|ControlSet\d{3})\\Services\\PortProxy\\(v[46]tov[46])\\tcp$/i;

interface Key {
  readonly name: string;
  readonly set: string;
  readonly family: Family | undefined;
}

/** Reads an export of the registry. Of several control sets, the first that holds a table is taken. */
export const readRegistry: Reader = (text, rows) => {
  let key: Key | undefined;
  let taken: string | undefined;
  for (const { text: line, number } of joined(linesOf(text))) {
    if (line === '' || line.startsWith(';') || number === 1) continue;
    const header = /^\[(-?)(.*)\]$/.exec(line);
    if (header) {
      key = keyOf(header[2]!);
      if (header[1] && key.family) rows.leftOut(number, 'It deletes a key; import deletes nothing for it.');
      if (header[1]) key = undefined;
      else if (key.family) taken ??= key.set;
    } else if (!key) rows.fault(number, 'It stands above the first key.');
    else if (!key.family) rows.count(key.name);
    else if (key.set !== taken) rows.count(`${key.set}\\Services\\PortProxy (${taken} is taken)`);
    else readValue(line, key.family, number, rows);
  }
};

function readValue(line: string, family: Family, number: number, rows: Rows): void {
  const value = /^"((?:[^"\\]|\\.)*)"=(.*)$/.exec(line);
  const data = /^"((?:[^"\\]|\\.)*)"$/.exec(value?.[2] ?? '');
  if (!value) {
    if (line.startsWith('@='))
      rows.leftOut(number, 'It is the default value of its key, which Windows does not use.');
    else rows.fault(number, 'Not a value of a registry export; the file may be cut.');
    return;
  }
  if (value[2] === '-') {
    rows.leftOut(number, 'It deletes a value; import deletes nothing for it.');
    return;
  }
  if (!data) {
    const isCut = value[2]!.startsWith('"');
    const reason = isCut
      ? 'The closing quotation mark is missing; the file may be cut.'
      : 'Its data is not text (REG_SZ).';
    rows.fault(number, reason);
    return;
  }
  const listen = sideOf(unescape(value[1]!));
  const connect = sideOf(unescape(data[1]!));
  if (!listen || !connect) rows.fault(number, 'Use "ADDRESS/PORT"="ADDRESS/PORT".');
  else {
    const [listenAddress, listenPort] = listen;
    const [connectAddress, connectPort] = connect;
    rows.add({ family, listenAddress, listenPort, connectAddress, connectPort }, number);
  }
}

function keyOf(path: string): Key {
  const match = KEY.exec(path);
  const family = FAMILIES.find((one) => one === match?.[2]?.toLowerCase());
  return { name: path, set: (match?.[1] ?? '').toLowerCase(), family };
}

function sideOf(text: string): [string, string] | undefined {
  const at = text.lastIndexOf('/');
  return at <= 0 || at === text.length - 1 ? undefined : [text.slice(0, at), text.slice(at + 1)];
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

/** Lines, those that end with a backslash joined with the next ones (long binary data). */
function* joined(lines: readonly string[]): Generator<{ readonly text: string; readonly number: number }> {
  let parts: string[] = [];
  for (const [at, line] of lines.entries()) {
    const goesOn = line.endsWith('\\');
    parts.push((goesOn ? line.slice(0, -1) : line).trim());
    if (goesOn && at < lines.length - 1) continue;
    yield { text: parts.join(''), number: at + 2 - parts.length };
    parts = [];
  }
}
