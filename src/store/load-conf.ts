/**
 * Loads conf, and removes the signal handlers that its writer installs: they raise a signal once more, so that one
 * SIGTERM would arrive twice. The service handles signals itself.
 */
export async function loadConf(): Promise<typeof import('conf').default> {
  const before = signalListeners();
  const { default: Conf } = await import('conf');
  for (const [signal, listeners] of signalListeners()) {
    const kept = new Set(before.get(signal));
    for (const listener of listeners) {
      if (!kept.has(listener)) process.removeListener(signal, listener);
    }
  }
  return Conf;
}

type Listener = (...values: unknown[]) => void;

/** Returns the listeners of each signal; those of `once` as wrappers, which alone can be removed. */
function signalListeners(): Map<string, readonly Listener[]> {
  const signals = process.eventNames().map(String);
  return new Map(
    signals
      .filter((name) => name.startsWith('SIG'))
      .map((signal) => [signal, process.rawListeners(signal).filter(isListener)]),
  );
}

function isListener(value: unknown): value is Listener {
  return typeof value === 'function';
}
