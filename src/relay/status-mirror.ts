import type { EntryStatus } from '../portproxy/state.ts';
import type { StatusChange } from './listening/listening-parts.ts';
import type { ListenProblem } from './entries/reasons.ts';
import type { RelayEntry, RelayEvent } from './relay.ts';
import { type SharingLookup, systemSharing } from './sharing.ts';
import { lookUpTaken, mayBeTaken } from './taken.ts';

interface TakenSide {
  readonly id: string;
  readonly status: EntryStatus;
  readonly side: ListenProblem;
}

/** The statuses of all entries as last heard, and who holds a port that is in use, which the data plane does not look up. */
export class StatusMirror {
  readonly #statuses = new Map<string, EntryStatus>();
  readonly #entries: ReadonlyMap<string, RelayEntry>;
  readonly #tell: (event: RelayEvent) => void;
  readonly #sharing: SharingLookup | undefined;
  /** What has the port of an entry, as last told. */
  readonly #holders = new Map<string, string>();
  /** The latest status of entries whose port is taken, before it is known by whom. */
  readonly #latest = new Map<string, EntryStatus>();
  #changed = new Set<string>();
  #looking: Promise<void> = Promise.resolve();

  constructor(
    entries: ReadonlyMap<string, RelayEntry>,
    tell: (event: RelayEvent) => void,
    sharing: SharingLookup | undefined = systemSharing(),
  ) {
    this.#entries = entries;
    this.#tell = tell;
    this.#sharing = sharing;
  }

  /** Returns the status of an entry. */
  get(id: string): EntryStatus | undefined {
    return this.#statuses.get(id);
  }

  /** Returns the ids of entries whose status changed since the call before. */
  takeChanged(): ReadonlySet<string> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** Resolves when it is known who holds, or shares, the ports of all statuses heard so far. */
  get complete(): Promise<void> {
    return this.#looking;
  }

  /** Takes new statuses, and tells them as events. */
  take(changes: readonly StatusChange[]): void {
    const taken: TakenSide[] = [];
    const begun: RelayEntry[] = [];
    for (const { id, status, problem } of changes) {
      const before = this.#statuses.get(id);
      if (status === undefined) {
        this.#statuses.delete(id);
        this.#changed.delete(id);
        this.#holders.delete(id);
        this.#latest.delete(id);
        continue;
      }
      if (problem && mayBeTaken(problem)) {
        taken.push({ id, status, side: problem });
        // A port that was taken before may have another holder; until that is known, the one told last stands.
        if (!this.#holders.has(id)) this.#set(id, status);
        this.#latest.set(id, status);
        continue;
      }
      this.#latest.delete(id);
      this.#holders.delete(id);
      this.#set(id, status);
      this.#report(id, status, before);
      const entry = this.#sharing && this.#entries.get(id);
      if (entry && status.state === 'listening' && before?.state !== 'listening') begun.push(entry);
    }
    if (begun.length > 0) this.#looking = this.#looking.then(() => this.#share(begun));
    if (taken.length > 0) this.#looking = this.#looking.then(() => this.#complete(taken));
  }

  /** Marks every listening entry as failed for this reason, until its next status. */
  lose(reason: string): void {
    for (const [id, { state }] of this.#statuses) {
      if (state === 'listening') this.#set(id, { state: 'failed', reason });
    }
  }

  async #complete(taken: readonly TakenSide[]): Promise<void> {
    const found = await lookUpTaken(taken.map(({ side }) => side));
    for (const [index, { id, status }] of taken.entries()) {
      // Another try may have failed for the same port meanwhile; its own answer follows.
      if (this.#latest.get(id)?.reason !== status.reason) continue;
      const { reason = status.reason, holder = '' } = found[index] ?? {};
      const complete = { ...status, reason };
      if (this.#statuses.get(id)?.reason !== reason) this.#set(id, complete);
      if (this.#holders.get(id) === holder) continue;
      this.#holders.set(id, holder);
      this.#report(id, complete, undefined);
    }
  }

  /** Looks up who shares the ports of entries that have begun to listen. */
  async #share(begun: readonly RelayEntry[]): Promise<void> {
    const reasons = await this.#sharing?.(begun);
    for (const [index, { id, label }] of begun.entries()) {
      const reason = reasons?.[index];
      const status = this.#statuses.get(id);
      if (reason === undefined || status?.state !== 'listening' || status.reason !== undefined) continue;
      this.#set(id, { ...status, reason });
      this.#tell({ at: Date.now(), entry: id, kind: 'listening', text: `${label} listens. ${reason}` });
    }
  }

  #set(id: string, status: EntryStatus): void {
    this.#statuses.set(id, status);
    this.#changed.add(id);
  }

  #report(id: string, { state, reason = '' }: EntryStatus, before: EntryStatus | undefined): void {
    const entry = { at: Date.now(), entry: id };
    const label = this.#entries.get(id)?.label ?? id;
    if (state === 'listening') {
      if (before && before.state !== 'disabled' && before.state !== 'listening') {
        this.#tell({ ...entry, kind: 'listening', text: `${label} listens now.` });
      }
    } else if (state === 'failed') {
      this.#tell({ ...entry, kind: 'failed', text: `${label} does not listen. ${reason}` });
    } else if (state === 'held') {
      this.#tell({ ...entry, kind: 'held', text: `${label} is held. ${reason}` });
    }
  }
}
