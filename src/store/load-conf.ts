/**
 * Loads conf. Its writer also installs a handler for nearly every signal that raises the signal once more, so that one
 * SIGTERM would arrive here twice; the service handles signals itself, and those handlers are taken off again.
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

/** Listeners of each signal; those of `once` in their wrappers, for only a wrapper can be removed. */
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
