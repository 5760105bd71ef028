import { linesOf } from './decode.ts';
import type { Reader } from './format.ts';
import { lostSetting } from './lost.ts';
import { type ClientLine, clientAddresses } from './clients.ts';
import type { FoundRow, Rows } from './rows.ts';
import { fittingOptions } from './fitting-options.ts';
import { readTime } from './row-options.ts';
import type { Protocol } from '../key.ts';
import type { SuppliedOptions } from '../values/values.ts';

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
  readonly row: FoundRow & { readonly protocol: Protocol };
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
  const [first = '', bindPort, connectAddress, connectPort, ...others] = words;
  const set = others.join(' ');
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
    const protocol = protocolOf(bindPort);
    const options = readOptions(set, { number, rows, protocol });
    if (protocol !== protocolOf(connectPort)) {
      rows.leftOut(number, 'It forwards UDP to TCP, or TCP to UDP, for which portproxy has no counterpart.');
    }
    const row = {
      ...options,
      protocol,
      listenAddress: first,
      listenPort: withoutProtocol(bindPort),
      connectAddress,
      connectPort: withoutProtocol(connectPort),
    };
    const isRule = options !== undefined && protocol === protocolOf(connectPort);
    file.rules.push({ row, number: isRule ? number : 0, clients: [] });
  }
}

/** Reads what follows the four values; undefined where that is none of rinetd's. */
function readOptions(
  set: string,
  { number, rows, protocol }: { readonly number: number; readonly rows: Rows; readonly protocol: Protocol },
): SuppliedOptions | undefined {
  if (set !== '' && !/^\[.*\]$/.test(set)) {
    rows.fault(number, `Unexpected ${set}: a rule has four values, then options in brackets.`);
    return undefined;
  }
  const options: { idleTimeout?: string; sourceAddress?: string } = {};
  for (const option of set === '' ? [] : set.slice(1, -1).split(',')) {
    const [, name = '', value = ''] = /^\s*([^=]*?)\s*(?:=\s*(.*?)\s*)?$/.exec(option) ?? [];
    const lost = lostSetting([option.trim()]);
    if (name === 'src') options.sourceAddress = value;
    // It has an effect on UDP alone (rinetd(8)).
    else if (name === 'timeout' && protocol === 'udp' && /^\d{1,9}$/.test(value)) {
      options.idleTimeout = readTime(Number(value) * 1000);
    } else if (lost !== undefined) rows.lost(number, lost);
    else rows.note(number, `The option ${option.trim()} is left out.`);
  }
  return fittingOptions(options, { line: number, rows, protocol });
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
  return port.replace(/\/(?:tcp|udp)$/i, '');
}

function protocolOf(port: string): Protocol {
  return /\/udp$/i.test(port) ? 'udp' : 'tcp';
}
