import type { ListeningProgram } from './listening-socket.ts';
import { readSocketName } from './socket-name.ts';

/**
 * Reads which TCP sockets listen from what `lsof -nP -iTCP -sTCP:LISTEN -Fpctn` prints: a field a line, its letter first;
 * `p` and `c` (process, command) hold for the files after them, `t` (IPv4, IPv6) and `n` (name) are a file's (lsof(8)).
 */
export function readLsof(text: string): ListeningProgram[] {
  const sockets: ListeningProgram[] = [];
  let pid = 0;
  let name = '';
  let type = '';
  for (const line of text.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) pid = Number(value);
    else if (line.startsWith('c')) name = value;
    else if (line.startsWith('t')) type = value;
    else if (line.startsWith('n')) {
      const socket = readSocketName(value, type === 'IPv6' ? 6 : 4);
      if (socket) sockets.push({ ...socket, pid, name });
    }
  }
  return sockets;
}
