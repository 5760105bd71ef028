import type { Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { isRecord } from '../../portproxy/is-record.ts';
import { loadLibc } from '../../relay/native/libc.ts';

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** Longest text of a request, characters. */
const LONGEST = 800;

/**
 * Returns a function that logs who asked for what, for a service whose clients are several people: the user of the process
 * at the other end, as the system knows it (SO_PEERCRED of unix(7)).
 */
export function requestLog(
  tell: (text: string) => void,
): (client: Socket, path: string, body: unknown) => void {
  const libc = loadLibc();
  const credentials = new Int32Array(3);
  const size = Int32Array.of(0);
  const askerOf = (client: Socket): string => {
    const fd = descriptorOf(client);
    size[0] = credentials.byteLength;
    if (!libc || fd === undefined) return 'Somebody';
    if (libc.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, size) !== 0) return 'Somebody';
    const [pid, uid = 0] = credentials;
    return `${userName(uid) ?? 'A user'} (uid ${uid}, process ${pid})`;
  };
  return (client, path, body) => {
    const text = `${path.replace(/^\/v\d+\//, '')} ${requestText(body)}`;
    tell(`${askerOf(client)}: ${text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text}`);
  };
}

/** Returns a request as one line: `add family=v4tov4 listenPort=80; delete …`. */
function requestText(body: unknown): string {
  if (!isRecord(body)) return '';
  const { changes, ...rest } = body;
  return Array.isArray(changes) ? changes.slice(0, LONGEST).map(partText).join('; ') : partText(rest);
}

function partText(part: unknown): string {
  if (!isRecord(part)) return String(part);
  const { op, ...rest } = part;
  const words = Object.entries(rest).flatMap(([name, value]) =>
    isRecord(value) ? [partText(value)] : value === undefined ? [] : [`${name}=${JSON.stringify(value)}`],
  );
  return [...(typeof op === 'string' ? [op] : []), ...words].join(' ');
}

/** Returns the descriptor of a socket, which Node keeps in its handle; undefined where it has none. */
function descriptorOf(client: Socket): number | undefined {
  const handle: unknown = Reflect.get(client, '_handle');
  const fd: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  return typeof fd === 'number' && fd >= 0 ? fd : undefined;
}

/** Returns the name of a user of this machine (passwd(5)); undefined for one that is kept elsewhere. */
function userName(uid: number): string | undefined {
  try {
    const users = readFileSync('/etc/passwd', 'utf8').split('\n');
    return users.map((line) => line.split(':')).find(([, , number]) => number === String(uid))?.[0];
  } catch {
    return undefined;
  }
}
