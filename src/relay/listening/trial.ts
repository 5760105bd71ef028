import { spanSize } from '../../portproxy/port.ts';
import { resolvedAddresses } from './listen-hosts.ts';
import { atMost } from '../common/timing.ts';
import type { NameCache } from '../common/names.ts';
import type { Ports } from './ports.ts';
import { Slices } from '../common/slices.ts';
import { type ListenProblem, listenReason } from '../entries/reasons.ts';
import type { ListenRefusal, RelayEntry } from '../relay.ts';

/** An entry that could not listen, with the system's error where that is the reason. */
export interface TrialRefusal extends ListenRefusal {
  readonly problem?: ListenProblem | undefined;
}

/** The parts of the data plane that a trial uses. */
export interface TrialParts {
  readonly names: NameCache;
  readonly ports: Ports;
  /** Entries that need more sockets than this are held, not tried. */
  readonly mostSockets: number;
}

/** How long a trial waits for a name server, ms. */
const NAME_WAIT_MS = 2_000;

/** Listens for a moment on each side of these entries, beside what listens now; returns those that could not. */
export async function tryEntries(
  entries: readonly RelayEntry[],
  parts: TrialParts,
): Promise<readonly TrialRefusal[]> {
  const refused: TrialRefusal[] = [];
  const slices = new Slices();
  for (const entry of entries) {
    const refusal = await tryEntry(entry, parts);
    if (refusal) refused.push(refusal);
    if (slices.due) await slices.next();
  }
  return refused;
}

async function tryEntry(
  entry: RelayEntry,
  { names, ports, mostSockets }: TrialParts,
): Promise<TrialRefusal | undefined> {
  const { id, protocol, listen } = entry;
  const { version } = listen;
  const found = await atMost(NAME_WAIT_MS, resolvedAddresses(entry, names));
  const reason = found === undefined ? 'The name of its listen address is not resolved yet.' : found.problem;
  if (reason !== undefined) return { id, reason };
  const addresses = found?.addresses ?? [];
  if (spanSize(listen.ports) * addresses.length > mostSockets) return undefined;
  for (const address of addresses) {
    for (let { from: port } = listen.ports; port <= listen.ports.to; port += 1) {
      const problem = await ports.trial({ protocol, version, port }, address);
      if (problem) return { id, reason: listenReason(problem), problem };
    }
  }
  return undefined;
}
