import { pauseOrAbort } from '../../src/async/pause.ts';
import type { WatchLine } from '../../src/language/schema.ts';
import { entryKey } from '../../src/portproxy/key.ts';
import type { ListedEntry } from '../../src/service/contract/status.ts';
import { gather } from '../across.ts';
import type { Host } from '../host.ts';
import { type WatchEvent, machineLine, watchLine } from './line.ts';

/** How often machines are asked, in ms. */
const EVERY_MS = 1_000;

/** Which entries of which machines are told, and how. */
export interface FleetEntryView {
  readonly machine: string | undefined;
  readonly isWanted: (entry: ListedEntry) => boolean;
  readonly text: (entry: ListedEntry) => string;
}

interface Told {
  readonly machine: string;
  readonly entry: ListedEntry;
  readonly as: string;
}

/** Tells the entries of all machines of a fleet that are there, then those that change, until the signal ends it. */
export async function* watchFleetEntries(
  host: Host,
  { machine: only, isWanted, text }: FleetEntryView,
  signal: AbortSignal,
): AsyncGenerator<WatchLine> {
  const told = new Map<string, Told>();
  const silent = new Map<string, string>();
  let isFirst = true;
  while (!signal.aborted) {
    const gathered = await gather(host, { question: 'entries', machine: only });
    const at = Date.now();
    if (gathered.kind === 'failed') {
      if (silent.get('fleet') !== gathered.message) yield machineLine(at, 'fleet', gathered.message);
      silent.set('fleet', gathered.message);
    } else {
      if (silent.delete('fleet')) yield machineLine(at, 'fleet', undefined);
      const answering = new Set(gathered.answers.map(({ machine }) => machine));
      for (const machine of answering) if (silent.delete(machine)) yield machineLine(at, machine, undefined);
      for (const { machine, reason } of gathered.silent) {
        if (!silent.has(machine)) yield machineLine(at, machine, reason);
        silent.set(machine, reason);
      }
      const line = (event: WatchEvent, machine: string, entry: ListedEntry): WatchLine =>
        watchLine(at, event, {
          text: `${machine}  ${text(entry)}`,
          what: 'entry',
          value: { machine, ...entry },
        });
      const present = new Set<string>();
      for (const { machine, entries = [] } of gathered.answers) {
        for (const entry of entries.filter(isWanted)) {
          const key = `${machine} ${entryKey(entry)}`;
          present.add(key);
          const as = JSON.stringify(entry);
          const before = told.get(key);
          told.set(key, { machine, entry, as });
          if (before?.as !== as)
            yield line(before ? 'changed' : isFirst ? 'present' : 'added', machine, entry);
        }
      }
      for (const [key, { machine, entry }] of told) {
        if (present.has(key) || !answering.has(machine)) continue;
        told.delete(key);
        yield line('removed', machine, entry);
      }
      isFirst = false;
    }
    await pauseOrAbort(EVERY_MS, signal);
  }
}
