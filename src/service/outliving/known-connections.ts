import type { ConnectionInfo, RelaySample } from '../../relay/relay.ts';
import { withMoved } from '../contract/feed-rows.ts';
import { type ToldSample, ownRows } from './messages.ts';

/** The connections of an earlier process as it tells them, and what of that is still to be told to the feed. */
export class KnownConnections {
  readonly #live = new Map<number, ConnectionInfo>();
  /** Numbers of those that were told. */
  readonly #told = new Set<number>();
  readonly #begun = new Set<number>();
  readonly #moved = new Map<number, readonly number[]>();
  readonly #ended = new Set<number>();

  /** How many there are. */
  get size(): number {
    return this.#live.size;
  }

  /** Takes what has changed. */
  take({ full, connections, moved, columns, ended }: ToldSample): void {
    if (full) {
      const live = new Set(connections.map(({ id }) => id));
      for (const id of this.#live.keys()) if (!live.has(id)) this.#end(id);
    }
    for (const info of connections) {
      this.#live.set(info.id, info);
      this.#begun.add(info.id);
    }
    for (const row of ownRows(moved, columns)) {
      const [id = 0] = row;
      const info = this.#live.get(id);
      if (!info) continue;
      this.#live.set(id, withMoved(info, row, 1, Date.now()));
      this.#moved.set(id, row);
    }
    for (const id of ended) this.#end(id);
  }

  /** All have ended. */
  clear(): void {
    for (const id of this.#live.keys()) this.#end(id);
  }

  /** Returns what has changed since the call before; `anew`: all there are. */
  changes(anew: boolean): Pick<RelaySample, 'connections' | 'moved' | 'ended'> {
    if (anew) {
      this.#told.clear();
      for (const id of this.#live.keys()) this.#begun.add(id);
    }
    const connections = [...this.#begun].flatMap((id) => this.#live.get(id) ?? []);
    const rows = [...this.#moved].flatMap(([id, row]) => (this.#begun.has(id) ? [] : row));
    const ended = anew ? [] : [...this.#ended];
    for (const { id } of connections) this.#told.add(id);
    for (const list of [this.#begun, this.#moved, this.#ended]) list.clear();
    return { connections, moved: Float64Array.from(rows), ended };
  }

  #end(id: number): void {
    this.#live.delete(id);
    this.#begun.delete(id);
    this.#moved.delete(id);
    if (this.#told.delete(id)) this.#ended.add(id);
  }
}
