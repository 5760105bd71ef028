/** How long Windows lets a process go on whose console window was closed, ms; it kills it 5 s after that. */
const CLOSED_CONSOLE_MS = 3_000;

/**
 * Returns the signals by which a system asks a service to end: besides SIGTERM and SIGINT, on Windows SIGHUP for a console
 * window that is closed and SIGBREAK for Ctrl-Break (Node's documentation of signal events).
 */
export function endSignals(platform: NodeJS.Platform = process.platform): readonly NodeJS.Signals[] {
  return platform === 'win32' ? ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGBREAK'] : ['SIGTERM', 'SIGINT'];
}

/** Returns how much time there is after such a signal before the system kills the process, ms. */
export function mostTimeAfter(signal: NodeJS.Signals, platform: NodeJS.Platform = process.platform): number {
  return platform === 'win32' && signal === 'SIGHUP' ? CLOSED_CONSOLE_MS : Infinity;
}

/** Returns the signals that end what runs in the foreground of a terminal: those, and SIGHUP everywhere. */
export function interruptSignals(platform: NodeJS.Platform = process.platform): readonly NodeJS.Signals[] {
  return [...new Set([...endSignals(platform), 'SIGHUP' as const])];
}
