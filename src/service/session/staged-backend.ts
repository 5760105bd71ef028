import type { ChangeResult, TransactionResult } from '../../portproxy/changes/results.ts';
import { sameEntry } from '../../portproxy/entry.ts';
import { entryKey } from '../../portproxy/key.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import { isRuleChange } from '../../firewall/rule-change.ts';
import { MAX_TRANSACTION } from '../contract/api.ts';
import type { Backend, ChangeRun, TableBackend } from '../contract/backend.ts';
import type { HomeChange } from '../contract/parse-change.ts';
import type { Args } from '../contract/calls.ts';
import type { ListedEntry } from '../contract/status.ts';
import type { Draft, DraftDifferences } from './draft.ts';

/** `online`: changes take effect at once; `offline`: they are staged until they are committed. */
export type BackendMode = 'online' | 'offline';

/** The mode of a session, and the draft that it stages while it is offline. */
export class Staging {
  readonly #real: TableBackend;
  #mode: BackendMode = 'online';
  #draft: Promise<Draft> | undefined;
  /** The draft, once a change is staged in it. */
  #changed: Draft | undefined;
  #count = 0;
  #entries = 0;

  /** `real` holds the table that a commit changes. */
  constructor(real: TableBackend) {
    this.#real = real;
  }

  get mode(): BackendMode {
    return this.#mode;
  }

  /** Changes that are staged. */
  get staged(): number {
    return this.#count;
  }

  /** Entries that the staged changes name. */
  get stagedEntries(): number {
    return this.#entries;
  }

  /** Changes that are staged as a prompt tells them: none where they leave every entry as it is. */
  get shownStaged(): number {
    return this.#count === 0 || this.isNeutral ? 0 : this.#count;
  }

  /** Whether what is staged leaves every entry as it is. */
  get isNeutral(): boolean {
    return this.#changed?.isNeutral ?? true;
  }

  /** Stages changes from here on. */
  goOffline(): void {
    this.#mode = 'offline';
  }

  /** Commits, and lets changes take effect at once from here on; stays offline where the commit conflicts. */
  async goOnline(): Promise<TransactionResult> {
    const result = await this.commit();
    if (result.kind === 'done') this.#mode = 'online';
    return result;
  }

  /** Discards the staged changes and goes online; returns how many there were. */
  leave(): number {
    const discarded = this.abort();
    this.#mode = 'online';
    return discarded;
  }

  /** Makes all staged changes; or none, and keeps them staged. */
  async commit(): Promise<TransactionResult> {
    const draft = await this.#draft;
    if (!draft || this.#count === 0) return { kind: 'done', notices: [] };
    const result = await this.#real.transaction(draft.transaction());
    if (result.kind === 'conflict') {
      // The service may have committed and then died before its answer: then the table is already the draft's.
      const isMade = result.conflicts[0]?.code === 'changed' && draft.isMade(await this.#real.entries());
      if (!isMade) return result;
    }
    this.abort();
    return result.kind === 'done' ? result : { kind: 'done', notices: [] };
  }

  /** Returns what a commit would answer now, but for the listeners; changes nothing. */
  async check(): Promise<TransactionResult> {
    const draft = await this.#draft;
    if (!draft) return { kind: 'done', notices: [] };
    const { dryTable } = await import('./dry-run.ts');
    return await dryTable(this.#real).transaction(draft.transaction());
  }

  /** Returns how a commit would change the table. */
  async differences(): Promise<DraftDifferences> {
    return (await this.#draft)?.differences() ?? { added: [], changed: [], deleted: [] };
  }

  /** Discards the staged changes; returns how many there were. */
  abort(): number {
    const discarded = this.#count;
    this.#draft = undefined;
    this.#changed = undefined;
    this.#count = 0;
    this.#entries = 0;
    return discarded;
  }

  /** Lists the entries; those that are staged are marked. */
  async list(args: Args<'entries'>): Promise<readonly ListedEntry[]> {
    const listed = await this.#real.entries(args);
    const draft = await this.#draft;
    if (!draft) return listed;
    const now = new Map(listed.map((entry) => [entryKey(entry), entry]));
    return draft.entries().map((entry) => {
      const real = now.get(entryKey(entry));
      if (real && sameEntry(real, entry)) return real;
      const status = draft.held(entry) ?? STAGED;
      return Object.assign({}, entry, status, { counters: real?.counters, staged: true as const });
    });
  }

  /** Stages a change while offline, makes it while online. */
  async stage(change: HomeChange, run?: ChangeRun): Promise<ChangeResult> {
    if (this.#mode === 'online') return await this.#real.change(change, run);
    if (isRuleChange(change)) {
      if (run?.failed) return { kind: 'skipped' };
      if (run) run.failed = true;
      return RULES_ONLINE;
    }
    const draft = await this.#opened();
    if (run?.failed) return { kind: 'skipped' };
    const result = draft.sizeWith(change) > MAX_TRANSACTION ? TOO_MANY : draft.change(change).result;
    if (result.kind === 'done') {
      this.#count += 1;
      this.#entries = draft.named;
      this.#changed = draft;
    } else if (run) run.failed = true;
    return result;
  }

  async #opened(): Promise<Draft> {
    this.#draft ??= import('./draft.ts').then(({ Draft }) => Draft.of(this.#real));
    try {
      return await this.#draft;
    } catch (error) {
      this.#draft = undefined;
      throw error;
    }
  }
}

/** A backend with a mode; everything but the entries and their changes is passed on. */
export type StagedBackend = Staging & Backend;

/** Returns a backend whose changes can be staged. */
export function stagedBackend(real: Backend): StagedBackend {
  const staging = new Staging(real);
  return Object.assign(staging, {
    ...real,
    entries: (args: Args<'entries'>) => staging.list(args),
    change: (change: HomeChange, run?: ChangeRun) => staging.stage(change, run),
  });
}

const STAGED: EntryStatus = { state: 'stopped', reason: 'It is staged; commit makes it so.' };

/** Rules are no part of a transaction: a rule that is only staged would leave a port open meanwhile. */
const RULES_ONLINE: ChangeResult = {
  kind: 'refused',
  code: 'invalid',
  detail:
    'Rules cannot be staged: they take effect at once. Type online, which commits what is staged, and then this line.',
};

const TOO_MANY: ChangeResult = {
  kind: 'refused',
  code: 'limit',
  detail: `At most ${MAX_TRANSACTION} changes can be staged; commit or abort them.`,
};
