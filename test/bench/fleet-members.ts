// Members of a fleet in a process of their own, for fleet.ts: `[SERVER] [COUNT] [FIRST]`. Tells by IPC how far
// all of them are.
import type { Member } from '../../src/fleet/member.ts';
import { join } from './fleet-member.ts';

/** What a process of members tells. */
export type FromMembers =
  /** All follow: the first one after so many ms, with a table of so many entries. */
  | { readonly kind: 'joined'; readonly ms: number; readonly entries: number }
  /** All are at this revision. */
  | { readonly kind: 'reached'; readonly revision: number };

const [server = '', count = '1', first = '0'] = process.argv.slice(2);

function tell(message: FromMembers): void {
  process.send?.(message);
}

const began = performance.now();
let reached = 0;
const members: Member[] = [];

function report(): void {
  const revision = Math.min(...members.map(({ table }) => table.point.revision));
  if (members.length < Number(count) || revision <= reached) return;
  reached = revision;
  tell({ kind: 'reached', revision });
}

async function add(index: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const member = join([server], `m${index}`, () => {
    if (member.link.kind === 'current') resolve();
    report();
  });
  members.push(member);
  await promise;
}

await add(Number(first));
const ms = performance.now() - began;
await Promise.all(Array.from({ length: Number(count) - 1 }, (_, at) => add(Number(first) + at + 1)));
tell({ kind: 'joined', ms, entries: members[0]!.table.size });
process.on('disconnect', () => process.exit());
