/** Every state of an entry. */
export const ENTRY_STATES = ['listening', 'held', 'failed', 'disabled', 'stopped'] as const;

/**
 * The state of an entry now (spec section 9): `listening`; `held` by a decision of this product (forwards to
 * itself, shadowed by another entry, descriptor budget); `failed` because the system refused (port taken, privilege,
 * address absent), tried again; `disabled` by the user; `stopped` because no relay service runs.
 */
export type EntryState = (typeof ENTRY_STATES)[number];

/** The state of an entry, and in a sentence why it does not listen, or not everywhere yet; absent where it does. */
export interface EntryStatus {
  readonly state: EntryState;
  readonly reason?: string | undefined;
}
