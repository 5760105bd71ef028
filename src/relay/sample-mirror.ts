import { type Numbers, unpackCounted } from './counted.ts';
import type { Reply } from './messages.ts';
import { type Movement, unpackMoved } from './moved.ts';
import type { ConnectionInfo, EntryReport } from './relay.ts';

/** What the samples so far have told, of which the next one tells only what moved. */
export class SampleMirror {
  readonly #reports = new Map<string, EntryReport>();
  readonly #infos = new Map<number, ConnectionInfo>();

  /** Takes a sample, statuses of its reports included; gives all that is different, complete. */
  update(
    reports: readonly EntryReport[],
    infos: readonly ConnectionInfo[],
    { full, counted, moved, ended }: Extract<Reply, { kind: 'sampled' }>,
  ): { readonly entries: readonly EntryReport[]; readonly connections: readonly ConnectionInfo[] } {
    if (full) {
      this.#reports.clear();
      this.#infos.clear();
    }
    const entries = [...reports];
    for (const { id, numbers } of unpackCounted(counted)) {
      const before = this.#reports.get(id);
      if (before) entries.push(withNumbers(before, numbers));
    }
    const connections = [...infos];
    for (const movement of unpackMoved(moved)) {
      const before = this.#infos.get(movement.id);
      if (before) connections.push(withMovement(before, movement));
    }
    for (const report of entries) this.#reports.set(report.id, report);
    for (const info of connections) this.#infos.set(info.id, info);
    for (const id of ended) this.#infos.delete(id);
    return { entries, connections };
  }

  /** The entry is gone. */
  remove(id: string): void {
    this.#reports.delete(id);
  }
}

// Spelled out, since ten times a second these make most of what the service has to clear away.

function withNumbers({ id, status, counters }: EntryReport, numbers: Numbers): EntryReport {
  const { errors, ends, lastError, names } = counters;
  const { connections, connectionsTotal, bytesUp, bytesDown, refused } = numbers;
  return {
    id,
    status,
    counters: { connections, connectionsTotal, bytesUp, bytesDown, errors, refused, ends, lastError, names },
  };
}

function withMovement(info: ConnectionInfo, movement: Movement): ConnectionInfo {
  const { id, entry, client, target, startedAt } = info;
  const { lastActiveAt, phase, bytesUp, bytesDown } = movement;
  return { id, entry, client, target, startedAt, lastActiveAt, phase, bytesUp, bytesDown };
}
