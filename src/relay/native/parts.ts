import type { Pool } from '../common/pool.ts';
import type { TransportParts } from '../transport.ts';
import type { Libc } from './libc.ts';
import type { Loop } from './loop.ts';
import type { OpenDescriptors } from './open-descriptors.ts';
import type { Pipe } from './pipes.ts';
import type { Targets } from './targets.ts';

/** The limit that was met: the relay's own budget of descriptors, or the system's. */
export type Shortage = 'budget' | 'system';

/** The parts that all sockets of one native transport share. */
export interface NativeParts {
  readonly libc: Libc;
  readonly loop: Loop;
  readonly open: OpenDescriptors;
  readonly pipes: Pool<Pipe>;
  readonly transport: TransportParts;
  readonly targets: Targets;
  /** Takes in a pipe of another process, which is lent. */
  adoptPipe(pipe: Pipe): void;
  /** There is no room for one more connection: nothing is accepted until there is. */
  full(reason: Shortage): void;
}
