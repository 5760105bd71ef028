import type { Connections } from '../tcp/connections.ts';

const LOOK_MS = 20;
/** Sockets send their reset when they are closed, which takes a turn of the loop or two. */
const CLOSING_MS = 1_000;

/** Waits at most `drainMs` until all connections have ended, and ends the rest by a reset; resolves to how many those were. */
export async function drain(
  connections: Pick<Connections, 'size' | 'kill'>,
  drainMs: number,
): Promise<number> {
  const until = performance.now() + drainMs;
  while (connections.size > 0 && performance.now() < until) await pause(LOOK_MS);
  const ended = connections.kill({});
  const givenUp = performance.now() + CLOSING_MS;
  while (connections.size > 0 && performance.now() < givenUp) await pause(1);
  return ended;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
