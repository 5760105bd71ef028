import { once } from 'node:events';
import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { EntryBounds, RelayEntry } from '../../src/relay/relay.ts';

/** What an entry has besides where it listens and connects to. */
export type EntryOptions = Partial<Omit<RelayEntry, 'id' | 'label' | 'protocol' | 'listen' | 'targets'>>;

/** Returns bounds of which all but these have no limit. */
export function bounds(some: Partial<EntryBounds>): EntryOptions {
  return {
    bounds: {
      maxConnections: 0,
      maxPerClient: 0,
      newPerClient: undefined,
      bytesPerSecond: 0,
      ...some,
    },
  };
}

/** Starts a relay with one entry in a process of its own, from this checkout or another one; resolves when it listens. */
export async function startRelay(
  listen: string,
  target: string,
  options: EntryOptions,
  checkout: string = join(import.meta.dirname, '../..'),
): Promise<ChildProcess> {
  const program = join(checkout, 'test/bench/relay-target.ts');
  const args = [program, listen, target, '0', '0', JSON.stringify(options)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], cwd: checkout });
  const [host, port] = listen.split(':');
  for (;;) {
    const socket = connect(Number(port), host);
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
