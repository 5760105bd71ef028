import { command, optional } from '../src/language/schema.ts';
import type { Host, NetshCommand } from './host.ts';
import { clockTime } from './layout.ts';
import { oneOf } from './values/word.ts';

/** How long a stop lets connections finish, in ms. */
const DRAIN_MS = 10_000;
/** The number of connections that are left is told at most so often, ms. */
const TOLD_EVERY_MS = 1_000;

/** `relay stop`: ends the relay once its connections have had time to finish, or at once. */
export const stop: NetshCommand = command({
  name: 'stop',
  text: 'Stops the relay.',
  tags: {
    when: optional(oneOf(['now']), 'now: connections get no time to finish.', {
      fallback: 'in 10 seconds at most',
    }),
  },
  remarks: [
    'Stops listening, lets connections finish for up to 10 seconds, then ends',
    'them; stop now ends them at once. The table stays; the next change',
    'starts the relay again, and so does the next boot where it is installed.',
  ],
  examples: ['stop', 'stop now'],
  action: async ({ when }, host: Host) => {
    const drainMs = when === 'now' ? 0 : DRAIN_MS;
    const over = new AbortController();
    if (host.remark && drainMs > 0 && !host.isDryRun) await tellProgress(host, drainMs, over.signal);
    const stopped = await host.backend.stop({ drainMs }).finally(() => over.abort());
    return {
      kind: 'text',
      lines: [stopped ? 'The relay has stopped.' : 'The relay was not running.', ''],
      json: { stopped },
    };
  },
});

/**
 * Tells for how many connections the end of the relay waits, and from then on how many are left, until the signal ends it.
 * Resolves after the first: while it ends, the relay takes no new clients.
 */
async function tellProgress({ backend, remark }: Host, drainMs: number, signal: AbortSignal): Promise<void> {
  const messages = backend.feed({ signal, intervalMs: TOLD_EVERY_MS })[Symbol.asyncIterator]();
  const first = await messages.next();
  if (first.done || first.value.kind !== 'snapshot' || first.value.connections.length === 0) {
    await messages.return?.();
    return;
  }
  let told = first.value.connections.length;
  remark?.(waiting(told, Date.now() + drainMs));
  const goOn = async (): Promise<void> => {
    for (
      let next = await messages.next();
      !next.done && next.value.kind !== 'lost';
      next = await messages.next()
    ) {
      const { connections, drainMs: leftMs } = next.value.status;
      if (leftMs === undefined || connections === told || connections === 0) continue;
      told = connections;
      remark?.(`${counted(connections)} left, ${Math.ceil(leftMs / 1_000)} seconds at most.`);
    }
    await messages.return?.();
  };
  void goOn();
}

function waiting(connections: number, until: number): string {
  return `Waiting for ${counted(connections)} to finish, until ${clockTime(until)} at most. Ctrl-C stops the waiting, not the relay's end.`;
}

function counted(connections: number): string {
  return connections === 1 ? '1 connection' : `${connections} connections`;
}
