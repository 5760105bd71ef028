import { pauseOrAbort } from '../../src/async/pause.ts';
import type { WatchLine } from '../../src/language/schema.ts';
import type { FleetMachine } from '../../src/service/contract/fleet.ts';
import type { Host } from '../host.ts';
import { clockTime } from '../layout.ts';
import { type WatchEvent, serviceLine, watchLine } from './line.ts';

/** How often the machines are asked for, ms. They tell of themselves every 3 seconds. */
const EVERY_MS = 1_000;

/** Tells the machines of the fleet that are there, then those that come, change and go, until the signal ends it. */
export async function* watchMachines(
  { backend }: Host,
  text: (machine: FleetMachine) => string,
  signal: AbortSignal,
): AsyncGenerator<WatchLine> {
  const told = new Map<string, { readonly machine: FleetMachine; readonly as: string }>();
  let isFirst = true;
  let away: string | undefined;
  while (!signal.aborted) {
    const { membership, machines } = await backend.fleet();
    const at = Date.now();
    const line = (event: WatchEvent, machine: FleetMachine): WatchLine =>
      watchLine(at, event, { text: text(machine), what: 'machine', value: machine });
    const reason = membership?.link === 'current' ? undefined : awayReason(membership?.reason);
    if (reason !== away) yield linkLine(at, reason);
    away = reason;
    if (reason === undefined) {
      const present = new Set(machines.map(({ name }) => name));
      for (const [name, { machine }] of told) {
        if (present.has(name)) continue;
        told.delete(name);
        yield line('removed', machine);
      }
      for (const machine of machines) {
        const before = told.get(machine.name);
        const { lostMs, ...steady } = machine;
        const as = JSON.stringify([steady, lostMs === undefined]);
        told.set(machine.name, { machine, as });
        if (before?.as !== as) yield line(before ? 'changed' : isFirst ? 'present' : 'added', machine);
      }
      isFirst = false;
    }
    await pauseOrAbort(EVERY_MS, signal);
  }
}

function awayReason(reason = 'This machine is in no fleet.'): string {
  return reason;
}

/** The line that says that the fleet is away, or there again (no reason). */
function linkLine(at: number, reason: string | undefined): WatchLine {
  return reason === undefined
    ? {
        text: `${clockTime(at)} found    The servers of the fleet answer.`,
        json: { at, event: 'found' },
      }
    : serviceLine(at, reason);
}
