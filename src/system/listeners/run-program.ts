import { execFile } from 'node:child_process';

/** Longest wait for a program, in ms. */
const LIMIT_MS = 3_000;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Runs a program of the system by its path, without a shell, and resolves with its output; undefined where it fails or takes
 * longer than 3 s. Lines of other code pages come out as Latin-1.
 */
export function runProgram(command: string, args: readonly string[]): Promise<string | undefined> {
  const options = { encoding: 'latin1', timeout: LIMIT_MS, maxBuffer: MAX_BYTES, windowsHide: true } as const;
  return new Promise((resolve) => {
    // lsof ends with 1 where it could not look into every process.
    execFile(command, [...args], options, (error, out) => resolve(error && out === '' ? undefined : out));
  });
}
