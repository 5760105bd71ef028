import type { ListenerStore } from '../../listener-store.ts';
import type { Libc } from '../libc.ts';
import type { Loop } from '../loop.ts';
import type { OpenDescriptors } from '../open-descriptors.ts';
import type { ClientTable } from './client-table.ts';
import type { Downlink } from './downlink.ts';
import type { Held } from './held.ts';
import type { Uplink } from './uplink.ts';

/** The parts that all sockets for datagrams of one transport share. */
export interface DatagramParts {
  readonly libc: Libc;
  readonly loop: Loop;
  readonly open: OpenDescriptors;
  readonly table: ClientTable;
  readonly uplink: Uplink;
  readonly downlink: Downlink;
  readonly held: Held;
  /** Absent where nobody keeps sockets. */
  readonly store?: ListenerStore | undefined;
  /** Returns an address in the system's form. Throws where the text is no address. */
  addressOf(host: string, port: number): Buffer;
}
