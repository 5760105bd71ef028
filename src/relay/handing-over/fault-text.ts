import { LifeFault } from './parcel.ts';

/** Words for errors of the system that a hand-over meets. */
const WORDS: Readonly<Record<string, string>> = {
  EAGAIN: 'The other process does not answer in time.',
  EPIPE: 'The other process is gone.',
  ECONNRESET: 'The other process is gone.',
  ECONNREFUSED: 'The other process is gone.',
  ENOENT: 'The other process is gone.',
  EMFILE: 'There are too few descriptors for all sockets of the other process.',
};

/** Returns why a hand-over failed, in a sentence; an error that is none of its own is thrown again. */
export function faultText(error: unknown): string {
  if (error instanceof LifeFault) return error.message;
  if (error instanceof Error && 'syscall' in error && 'code' in error)
    return WORDS[String(error.code)] ?? `The system refuses it (${String(error.code)}).`;
  throw error;
}
