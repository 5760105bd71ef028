import type { ListeningSocket } from './listening-socket.ts';
import { readSocketName } from './socket-name.ts';

/** The other end of a socket that listens; the word for its state is in the language of the system. */
const NOBODY: ReadonlySet<string> = new Set(['0.0.0.0:0', '[::]:0']);

/** Reads which TCP sockets listen from what `netstat -ano` of Windows prints: `TCP 0.0.0.0:80 0.0.0.0:0 LISTENING 4`. */
export function readNetstat(text: string): ListeningSocket[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const [protocol, local = '', remote = ''] = words;
    const pid = Number(words.at(-1));
    if (protocol !== 'TCP' || !NOBODY.has(remote) || !Number.isSafeInteger(pid)) return [];
    const name = readSocketName(local);
    return name ? [{ ...name, pid }] : [];
  });
}
