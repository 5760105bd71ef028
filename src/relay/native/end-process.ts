import { loadLibc } from './libc.ts';

/**
 * Ends the process at once. `process.exit` waits for threads that ask a name server (getaddrinfo(3) cannot be interrupted),
 * many seconds while that does not answer; it is used only where the C library cannot be called.
 */
export function endProcess(code: number): never {
  loadLibc()?.quick_exit(code);
  process.exit(code);
}
