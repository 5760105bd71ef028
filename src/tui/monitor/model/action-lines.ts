import { quoteWord } from '../../../language/token.ts';
import type { Entry } from '../../../portproxy/entry.ts';
import { keyTags } from '../../../portproxy/entry-words.ts';
import { hostOf } from '../../live/feed/connection-row.ts';

/** `delete v4tov4 listenport=8080`. */
export function deleteLine(entry: Entry): string {
  return `delete ${entry.family} ${keyTags(entry)}`;
}

/** `set v4tov4 listenport=8080 state=disabled`. */
export function stateLine(entry: Entry, state: 'enabled' | 'disabled'): string {
  return `set ${entry.family} ${keyTags(entry)} state=${state}`;
}

/** The line that sets the entry to what it is, to be changed by hand. */
export function editLine(entry: Entry): string {
  const connect = `${tag('connectaddress', entry.connectAddress)} ${tag('connectport', entry.connectPort)}`;
  return `set ${entry.family} ${keyTags(entry)} ${connect}`;
}

/** `kill connection id=17`. */
export function killConnectionLine(id: number): string {
  return `kill connection id=${id}`;
}

/** `kill client address=192.0.2.7`, for the client of a connection. */
export function killClientLine(client: string): string {
  return `kill client ${tag('address', hostOf(client))}`;
}

/** `kill entry family=v4tov4 listenport=8080`. */
export function killEntryLine(entry: Entry): string {
  return `kill entry family=${entry.family} ${keyTags(entry)}`;
}

/** The line as it is understood in the context of a prompt: outside of `interface portproxy` it names the context. */
export function lineAt(prompt: string, line: string): string {
  return /\binterface portproxy>$/.test(prompt) ? line : `interface portproxy ${line}`;
}

function tag(name: string, value: string): string {
  return `${name}=${quoteWord(value)}`;
}
