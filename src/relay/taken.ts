import { portHolders } from '../system/port-holder.ts';
import type { ListenProblem } from './entries/reasons.ts';

/** Resolves to a sentence about the program that has a port, for each that is taken; undefined where it is not known. */
export async function takenReasons(
  problems: readonly (ListenProblem | undefined)[],
): Promise<readonly (string | undefined)[]> {
  const taken = problems.flatMap((problem) =>
    problem?.code === 'EADDRINUSE' && problem.protocol === 'tcp' ? [problem] : [],
  );
  if (taken.length === 0) return [];
  const holders = await portHolders(taken).catch(() => []);
  const reasons = new Map(
    taken.map((problem, index) => {
      const holder = holders[index];
      return [
        problem,
        holder && `Port ${problem.port} is already in use by ${holder.name} (process ${holder.pid}).`,
      ] as const;
    }),
  );
  return problems.map((problem) => problem && reasons.get(problem));
}
