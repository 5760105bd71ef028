/** The same signal within so many ms is the same request: no person asks twice so fast. */
const SAME_MS = 50;

/**
 * Returns a check whether a signal is the one before once more. A launcher passes on what the terminal or a service manager
 * sends to the whole job, so that this process gets it twice.
 */
export function repeatedSignals(): (signal: NodeJS.Signals, nowMs?: number) => boolean {
  const last = new Map<NodeJS.Signals, number>();
  return (signal, nowMs = performance.now()) => {
    const before = last.get(signal);
    if (before !== undefined && nowMs - before < SAME_MS) return true;
    last.set(signal, nowMs);
    return false;
  };
}
