import { execFile } from 'node:child_process';
import { type PlannedCommand, shellLine } from './plan.ts';

/** Longest time of a command, ms: a start waits until every entry was tried. */
const LIMIT_MS = 120_000;

/** Runs a command; resolves with a sentence where it failed and may not. */
export function runCommand(command: PlannedCommand): Promise<string | undefined> {
  const [file, ...args] = command.words;
  return new Promise((resolve) => {
    execFile(file, args, { timeout: LIMIT_MS, encoding: 'utf8' }, (error, out, err) => {
      if (!error || command.mayFail) resolve(undefined);
      else
        resolve(
          `${shellLine(command)} failed: ${(err.trim() || out.trim() || error.message).slice(0, 1_000)}`,
        );
    });
  });
}
