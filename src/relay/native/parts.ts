import type { Pool } from '../pool.ts';
import type { TransportParts } from '../transport.ts';
import type { Libc } from './libc.ts';
import type { Loop } from './loop.ts';
import type { OpenDescriptors } from './open-descriptors.ts';
import type { Pipe } from './pipes.ts';

/** Who has no room: the relay by its own count of descriptors, or the system. */
export type Want = 'budget' | 'system';

/** What all sockets of one native transport share. */
export interface NativeParts {
  readonly libc: Libc;
  readonly loop: Loop;
  readonly open: OpenDescriptors;
  readonly pipes: Pool<Pipe>;
  readonly transport: TransportParts;
  /**
   * There is no room for one more connection, by the relay's own count of descriptors or since the system says so:
   * nobody accepts until there is.
   */
  full(reason: Want): void;
  /** The address of a target as the system takes it; made once. Throws for what is no address. */
  addressOf(host: string, port: number): Buffer;
}
