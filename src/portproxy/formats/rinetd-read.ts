import { linesOf } from './decode.ts';
import type { Reader } from './format.ts';
import { lostSetting } from './lost.ts';
import type { Rows } from './rows.ts';

/** Reads rinetd.conf: `bindaddress bindport connectaddress connectport [options]`. */
export const readRinetd: Reader = (text, rows) => {
  for (const [at, line] of linesOf(text).entries()) {
    const words = line.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] !== '') readLine(words, at + 1, rows);
  }
};

const SETTINGS = new Set(['logfile', 'logcommon', 'pidlogfile', 'include']);

function readLine(words: readonly string[], number: number, rows: Rows): void {
  const [first = '', bindPort, connectAddress, connectPort, ...options] = words;
  const keyword = first.toLowerCase();
  if (keyword === 'allow' || keyword === 'deny') {
    rows.leftOut(number, 'portproxy has no rules about clients: whoever reaches the port is forwarded.');
  } else if (SETTINGS.has(keyword)) {
    rows.leftOut(
      number,
      keyword === 'include' ? 'Files that it includes are not read.' : 'It is a setting of rinetd.',
    );
  } else if (bindPort === undefined || connectAddress === undefined || connectPort === undefined) {
    rows.fault(number, 'A rule needs four values: two addresses with their ports.');
  } else readRule({ bindPort, connectPort }, [first, connectAddress], options, { number, rows });
}

function readRule(
  { bindPort, connectPort }: { readonly bindPort: string; readonly connectPort: string },
  [listenAddress, connectAddress]: readonly [string, string],
  options: readonly string[],
  { number, rows }: { readonly number: number; readonly rows: Rows },
): void {
  if (/\/udp$/i.test(bindPort) || /\/udp$/i.test(connectPort)) {
    rows.leftOut(number, 'It forwards UDP; portproxy forwards TCP only.');
    return;
  }
  const set = options.join(' ');
  if (set !== '' && !/^\[.*\]$/.test(set)) {
    rows.fault(number, `Unexpected ${set}: a rule has four values, then options in brackets.`);
    return;
  }
  const lost = lostSetting(
    /^\[\s*(timeout|keepalive)\b/.test(set) ? [set.slice(1, -1).split(',')[0]!.trim()] : [],
  );
  if (lost !== undefined) rows.lost(number, lost);
  else if (set !== '') rows.note(number, `The options ${set} are left out.`);
  rows.add(
    {
      listenAddress,
      listenPort: withoutProtocol(bindPort),
      connectAddress,
      connectPort: withoutProtocol(connectPort),
    },
    number,
  );
}

function withoutProtocol(port: string): string {
  return port.replace(/\/tcp$/i, '');
}
