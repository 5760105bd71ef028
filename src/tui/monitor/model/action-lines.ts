import { quoteWord } from '../../../language/token.ts';
import type { Entry } from '../../../portproxy/entry.ts';
import { keyTags, optionTags } from '../../../portproxy/entry-words.ts';
import type { ConnectionInfo } from '../../../relay/relay.ts';
import { idOnMachine } from '../../../service/contract/connection-ids.ts';
import { hostOf } from '../../live/feed/connection-row.ts';

/** Returns `delete v4tov4 listenport=8080`. */
export function deleteLine(entry: Entry): string {
  return `delete ${entry.family} ${keyTags(entry)}`;
}

/** Returns `set v4tov4 listenport=8080 state=disabled`. */
export function stateLine(entry: Entry, state: 'enabled' | 'disabled'): string {
  return `set ${entry.family} ${keyTags(entry)} state=${state}`;
}

/** Returns the line that sets the entry to its present values, to be edited. */
export function editLine(entry: Entry): string {
  const connect = `${tag('connectaddress', entry.connectAddress)} ${tag('connectport', entry.connectPort)}`;
  const options = optionTags(entry);
  return `set ${entry.family} ${keyTags(entry)} ${connect}${options === '' ? '' : ` ${options}`}`;
}

/** Returns `kill connection id=17`, with `machine=gw3` for one of many machines. */
export function killConnectionLine({ id, machine }: Pick<ConnectionInfo, 'id' | 'machine'>): string {
  return `kill connection id=${idOnMachine(id)}${machine === undefined ? '' : ` ${tag('machine', machine)}`}`;
}

/** Returns `kill client address=192.0.2.7`, for the client of a connection. */
export function killClientLine(client: string): string {
  return `kill client ${tag('address', hostOf(client))}`;
}

/** Returns `kill entry family=v4tov4 listenport=8080`. */
export function killEntryLine(entry: Entry): string {
  return `kill entry family=${entry.family} ${keyTags(entry)}`;
}

/** Adds the context to a line where the prompt stands outside of `interface portproxy`. */
export function lineAt(prompt: string, line: string): string {
  return /\binterface portproxy>$/.test(prompt) ? line : `interface portproxy ${line}`;
}

function tag(name: string, value: string): string {
  return `${name}=${quoteWord(value)}`;
}
