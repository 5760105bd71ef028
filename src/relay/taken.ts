import { visible } from '../language/visible.ts';
import { type PortHolder, portHolders } from '../system/port-holder.ts';
import { ipHelperAdvice } from './ip-helper.ts';
import type { ListenProblem } from './entries/reasons.ts';

/** What has a port that is taken. */
export interface Taken {
  /** In a sentence. */
  readonly reason: string;
  /** The same as long as the same socket's owner is in the way. */
  readonly holder: string;
}

/** Whether a listen side may have failed because of another program; Windows answers some with EACCES. */
export function mayBeTaken(
  { code, protocol }: ListenProblem,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (code === 'EADDRINUSE') return true;
  return platform === 'win32' && code === 'EACCES' && protocol === 'tcp';
}

/** Resolves to what has the port now, for each that is taken; undefined where that is not known. */
export async function lookUpTaken(
  problems: readonly (ListenProblem | undefined)[],
): Promise<readonly (Taken | undefined)[]> {
  const taken = problems.flatMap((problem) =>
    problem?.protocol === 'tcp' && mayBeTaken(problem) ? [problem] : [],
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
  const { pid, listens } = holder;
  const name = holder.netshHome === undefined ? holder.name : 'another netsh';
  const home = holder.netshHome ? `, NETSH_HOME ${visible(holder.netshHome)}` : '';
  const program = `${name} (process ${pid}${home})`;
  return {
    reason: listens
      ? `Port ${port} is already in use by ${program}.${ipHelperAdvice(name)}`
      : `Port ${port} is in use by a connection of ${program}.`,
    holder: `${pid} ${listens}`,
  };
}
