import type { WatchLine } from '../../src/language/schema.ts';
import type { MissingMachine, RelayStatus } from '../../src/service/contract/status.ts';
import { machineLine } from './line.ts';

/** Why a machine tells nothing, in words. */
export const MISSING_WORDS: Readonly<Record<MissingMachine['why'], string>> = {
  lost: 'lost',
  disconnected: 'not connected',
  silent: 'does not answer',
};

/** Tells which machines of a fleet are missing, and when they are back. */
export class MachineNews {
  #missing = new Map<string, string>();
  #reason: string | undefined;

  /** Returns the lines for a new status. */
  take(at: number, { machines }: RelayStatus): WatchLine[] {
    if (!machines) return [];
    const lines: WatchLine[] = [];
    const missing = new Map(machines.missing.map(({ machine, why }) => [machine, MISSING_WORDS[why]]));
    for (const [machine, reason] of missing) {
      if (this.#missing.get(machine) !== reason) lines.push(machineLine(at, machine, reason));
    }
    for (const machine of this.#missing.keys()) {
      if (!missing.has(machine)) lines.push(machineLine(at, machine, undefined));
    }
    const { reason } = machines;
    if (reason !== this.#reason) lines.push(machineLine(at, 'fleet', reason));
    this.#missing = missing;
    this.#reason = reason;
    return lines;
  }
}
