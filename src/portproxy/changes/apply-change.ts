import { parseConnectAddress, parseListenAddress } from '../address.ts';
import { type Entry, type EntryValues, listenSide } from '../entry.ts';
import { connectVersion, listenVersion } from '../family.ts';
import { type Services, parsePort, spanProblem } from '../port.ts';
import { type Change, type Table, MAX_ENTRIES } from '../table.ts';
import type { ChangeResult, RefusalCode } from './results.ts';

/** What one change did to the table: its result so far (notices come later), and the entries it put. */
export interface AppliedChange {
  readonly result: ChangeResult;
  readonly put: readonly Entry[];
}

/** Applies one change to a table in memory, every value of it checked again; what is refused changes nothing. */
export function applyChange(table: Table, change: Change, services: Services): AppliedChange {
  if (change.op === 'add' || change.op === 'set') {
    const problem = valuesProblem(change.values, services);
    if (problem !== undefined) return refused('invalid', problem);
    if (table.size >= MAX_ENTRIES && !table.get(listenSide(change.values))) {
      return refused('limit', `The table is full: it holds at most ${MAX_ENTRIES} entries.`);
    }
  }
  const applied = table.apply(change);
  return applied.ok
    ? { result: { kind: 'done', notices: [] }, put: applied.put }
    : { result: { kind: 'absent' }, put: [] };
}

function refused(code: RefusalCode, detail: string): AppliedChange {
  return { result: { kind: 'refused', code, detail }, put: [] };
}

function valuesProblem(values: EntryValues, services: Services): string | undefined {
  const { family, listenAddress, connectAddress } = values;
  const listenPort = parsePort(values.listenPort, services);
  if (!listenPort.ok) return problem('listenport', values.listenPort, listenPort.reason);
  if (values.connectPort !== undefined) {
    const connectPort = parsePort(values.connectPort, services);
    if (!connectPort.ok) return problem('connectport', values.connectPort, connectPort.reason);
    const mismatch = spanProblem(listenPort.port, connectPort.port);
    if (mismatch !== undefined) return problem('connectport', values.connectPort, mismatch);
  }
  if (listenAddress !== undefined) {
    const parsed = parseListenAddress(listenAddress, listenVersion(family));
    if (!parsed.ok) return problem('listenaddress', listenAddress, parsed.reason);
  }
  if (connectAddress !== undefined) {
    const parsed = parseConnectAddress(connectAddress, connectVersion(family));
    if (!parsed.ok) return problem('connectaddress', connectAddress, parsed.reason);
  }
  return undefined;
}

function problem(tag: string, text: string, reason: string): string {
  return `${text} is not an acceptable value for ${tag}. ${reason}`;
}
