import { linesOf } from './decode.ts';
import type { Reader } from './format.ts';
import { lostSetting } from './lost.ts';
import { type ClientLine, clientAddresses } from './clients.ts';
import type { FoundRow, Rows } from './rows.ts';

/** Reads rinetd.conf: `bindaddress bindport connectaddress connectport [options]`. */
export const readRinetd: Reader = (text, rows) => {
  const file: RinetdFile = { always: [], rules: [] };
  for (const [at, line] of linesOf(text).entries()) {
    const words = line.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] !== '') readLine(words, at + 1, rows, file);
  }
  for (const rule of file.rules) addRule(rule, file.always, rows);
};

/** A rule that forwards, and the lines about its clients that follow it. */
interface Forward {
  readonly row: Pick<FoundRow, 'listenPort' | 'listenAddress' | 'connectAddress' | 'connectPort'> & {
    readonly listenPort: string;
  };
  readonly number: number;
  readonly clients: ClientLine[];
}

interface RinetdFile {
  /** The lines about clients before the first rule: they count for all of them. */
  readonly always: ClientLine[];
  readonly rules: Forward[];
}

const SETTINGS = new Set(['logfile', 'logcommon', 'pidlogfile', 'include']);

function readLine(words: readonly string[], number: number, rows: Rows, file: RinetdFile): void {
  const [first = '', bindPort, connectAddress, connectPort, ...options] = words;
  const keyword = first.toLowerCase();
  if (keyword === 'allow' || keyword === 'deny') {
    const addresses = patternAddresses(bindPort ?? '') ?? UNCLEAR;
    (file.rules.at(-1)?.clients ?? file.always).push({
      isAllowed: keyword === 'allow',
      addresses,
      line: number,
    });
  } else if (SETTINGS.has(keyword)) {
    rows.leftOut(
      number,
      keyword === 'include' ? 'Files that it includes are not read.' : 'It is a setting of rinetd.',
    );
  } else if (bindPort === undefined || connectAddress === undefined || connectPort === undefined) {
    rows.fault(number, 'A rule needs four values: two addresses with their ports.');
  } else {
    const row = {
      listenAddress: first,
      listenPort: withoutProtocol(bindPort),
      connectAddress,
      connectPort: withoutProtocol(connectPort),
    };
    const isUdp = /\/udp$/i.test(bindPort) || /\/udp$/i.test(connectPort);
    const isRule = readOptions(isUdp, options, { number, rows });
    file.rules.push({ row, number: isRule ? number : 0, clients: [] });
  }
}

/** Reads what follows the four values; returns whether the rule is one for portproxy. */
function readOptions(
  isUdp: boolean,
  options: readonly string[],
  { number, rows }: { readonly number: number; readonly rows: Rows },
): boolean {
  if (isUdp) {
    rows.leftOut(number, 'It forwards UDP; portproxy forwards TCP only.');
    return false;
  }
  const set = options.join(' ');
  if (set !== '' && !/^\[.*\]$/.test(set)) {
    rows.fault(number, `Unexpected ${set}: a rule has four values, then options in brackets.`);
    return false;
  }
  const lost = lostSetting(
    /^\[\s*(timeout|keepalive)\b/.test(set) ? [set.slice(1, -1).split(',')[0]!.trim()] : [],
  );
  if (lost !== undefined) rows.lost(number, lost);
  else if (set !== '') rows.note(number, `The options ${set} are left out.`);
  return true;
}

/** Adds a rule with those about its clients: rinetd denies before it allows, wherever the lines stand, as netsh does. */
function addRule({ row, number, clients }: Forward, always: readonly ClientLine[], rows: Rows): void {
  if (number === 0) return;
  const all = [...always, ...clients];
  const unclear = all.find(({ addresses }) => addresses === UNCLEAR);
  const hasBoth = [always, clients].every((lines) => lines.some(({ isAllowed }) => isAllowed));
  if (unclear || hasBoth) {
    const line = unclear?.line ?? clients[0]?.line ?? number;
    rows.leftOut(number, `No rule of advfirewall says who may connect to it (line ${line}).`);
    return;
  }
  rows.add(row, number);
  const of = (isAllowed: boolean): string[] =>
    all.filter((one) => one.isAllowed === isAllowed).map(({ addresses }) => addresses);
  rows.clients(row, { allow: of(true), block: of(false) }, number);
}

/** Stands for a pattern that no text of `remoteip` says. */
const UNCLEAR = '';

/** The addresses of a pattern of rinetd: an address, a network, or one whose last numbers are `*`. */
function patternAddresses(pattern: string): string | undefined {
  if (pattern === '*' || /^(\*\.){3}\*$/.test(pattern)) return 'any';
  const [numbers = '', stars] = /^((?:\d{1,3}\.){1,3})((?:\*\.){0,2}\*)$/.exec(pattern)?.slice(1) ?? [];
  if (stars === undefined) return clientAddresses(pattern);
  const count = numbers.split('.').length - 1;
  return clientAddresses(
    `${numbers}${Array<number>(4 - count)
      .fill(0)
      .join('.')}/${count * 8}`,
  );
}

function withoutProtocol(port: string): string {
  return port.replace(/\/tcp$/i, '');
}
