import { loadLibc } from './libc.ts';

/**
 * Ends the process now. `process.exit` waits for threads that ask a name server (getaddrinfo(3) cannot be interrupted),
 * which takes many seconds while that does not answer. Where the C library cannot be called it is all there is.
 */
export function endProcess(code: number): never {
  loadLibc()?.quick_exit(code);
  process.exit(code);
}
