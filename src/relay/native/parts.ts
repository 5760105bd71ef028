import type { Pool } from '../pool.ts';
import type { TransportParts } from '../transport.ts';
import type { Libc } from './libc.ts';
import type { Loop } from './loop.ts';
import type { OpenDescriptors } from './open-descriptors.ts';
import type { Pipe } from './pipes.ts';

/** What all sockets of one native transport share. */
export interface NativeParts {
  readonly libc: Libc;
  readonly loop: Loop;
  readonly open: OpenDescriptors;
  readonly pipes: Pool<Pipe>;
  readonly transport: TransportParts;
  /** The address of a target as the system takes it; made once. Throws for what is no address. */
  addressOf(host: string, port: number): Buffer;
}
