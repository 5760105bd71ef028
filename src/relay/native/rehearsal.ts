import { Parcel } from '../handing-over/parcel.ts';
import type { MakesSide } from '../transport.ts';
import { AF_UNIX, type Libc, NONBLOCK_CLOEXEC, SOCK_STREAM } from './libc.ts';
import { IN } from './epoll-event.ts';
import { NativeSide } from './native-side.ts';
import type { NativeParts } from './parts.ts';

/** How often something is said each way at most, and for how long, ms. */
const TIMES = 2_000;
const LONGEST_MS = 60;

const said = Buffer.alloc(512);

/**
 * Moves bytes over a connection whose ends are pairs of sockets of this process, as it will over many in a moment: code that has run
 * is faster. `begin` makes a connection of both ends, and `end` forgets it without closing them.
 */
export function rehearse(
  parts: NativeParts,
  begin: (client: MakesSide, backend: MakesSide) => void,
  end: () => void,
): void {
  const { libc } = parts;
  const client = pair(libc);
  if (client === undefined) return;
  const target = pair(libc);
  if (target === undefined) libc.close(client.near);
  else {
    const sides: NativeSide[] = [];
    const endAt =
      (fd: number): MakesSide =>
      (owner, by) => {
        const side = new NativeSide(owner, by, parts);
        const parcel = new Parcel();
        side.goOn({ fd: parcel.add(fd), address: '', port: 0, bytes: 0 }, parcel);
        sides.push(side);
        return side;
      };
    begin(endAt(client.near), endAt(target.near));
    const [one, other] = sides;
    const until = performance.now() + LONGEST_MS;
    for (let time = 0; time < TIMES && performance.now() < until; time += 1) {
      exchange(libc, client.far, one, target.far);
      exchange(libc, target.far, other, client.far);
    }
    end();
    libc.close(target.far);
  }
  libc.close(client.far);
}

/** Has a side read what is said to it, and what comes of it heard elsewhere. */
function exchange(libc: Libc, from: number, side: NativeSide | undefined, to: number): void {
  libc.send(from, said, said.length, 0);
  side?.ready(IN);
  libc.recv(to, said, said.length, 0);
}

/** Two sockets that are connected to each other; undefined where the system has no room for them. */
function pair(libc: Libc): { readonly near: number; readonly far: number } | undefined {
  const ends = new Int32Array(2);
  if (libc.socketpair(AF_UNIX, SOCK_STREAM | NONBLOCK_CLOEXEC, 0, ends) === -1) return undefined;
  const [near = -1, far = -1] = ends;
  return { near, far };
}
