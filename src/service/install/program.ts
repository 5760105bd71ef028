import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadLibc } from '../../relay/native/libc.ts';
import { wayProblem } from '../../store/trust.ts';
import type { Program } from './plan.ts';

/** Returns this program: its Node, and the file that started it, both by their real paths. */
export function thisProgram(): Program {
  return {
    node: realpathSync(process.execPath),
    launcher: realpathSync(process.argv[1] ?? ''),
    tells: loadLibc() !== undefined,
  };
}

/**
 * Says in a sentence why a user of its own cannot run a program, or why others than root could replace what the system
 * starts; undefined where all is well.
 */
export function systemProgramProblem({ node, launcher }: Program): string | undefined {
  for (const path of [node, launcher]) {
    for (let at = path; dirname(at) !== at; at = dirname(at)) {
      // A folder must let everybody through, a file let everybody read it.
      const needed = at === path ? 0o4 : 0o1;
      if ((statSync(at).mode & needed) === 0)
        return `The relay's own user cannot run ${path}, because ${at} is closed to others. ${ELSEWHERE}`;
    }
    const problem = wayProblem(path);
    if (problem !== undefined)
      return `${problem} The relay of the system would run what they put there. ${ELSEWHERE}`;
  }
  return undefined;
}

const ELSEWHERE = 'Install netsh for all users, as root: npm install -g';
