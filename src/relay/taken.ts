import { type PortHolder, portHolders } from '../system/port-holder.ts';
import type { ListenProblem } from './entries/reasons.ts';

/** What has a port that is taken. */
export interface Taken {
  /** In a sentence. */
  readonly reason: string;
  /** The same as long as the same socket's owner is in the way. */
  readonly holder: string;
}

/** Resolves to what has the port now, for each that is taken; undefined where that is not known. */
export async function lookUpTaken(
  problems: readonly (ListenProblem | undefined)[],
): Promise<readonly (Taken | undefined)[]> {
  const taken = problems.flatMap((problem) =>
    problem?.code === 'EADDRINUSE' && problem.protocol === 'tcp' ? [problem] : [],
  );
  if (taken.length === 0) return [];
  const holders = await portHolders(taken).catch(() => []);
  const known = new Map(
    taken.map((problem, index) => [problem, holders[index] && described(problem.port, holders[index])]),
  );
  return problems.map((problem) => problem && known.get(problem));
}

function described(port: number, holder: PortHolder): Taken {
  if (holder.kind === 'ended') {
    const seconds = Math.max(1, Math.ceil(holder.leftMs / 1_000));
    const within = seconds === 1 ? '1 second' : `${seconds} seconds`;
    return {
      reason: `Port ${port} belonged to a connection that has ended; the system frees it within ${within}.`,
      holder: 'ended',
    };
  }
  const { name, pid, listens } = holder;
  const program = `${name} (process ${pid})`;
  return {
    reason: listens
      ? `Port ${port} is already in use by ${program}.`
      : `Port ${port} is in use by a connection of ${program}.`,
    holder: `${pid} ${listens}`,
  };
}
