import type { Entry } from '../../portproxy/entry.ts';

/** An entry of the fleet that this machine has beside its own. */
export interface SharedEntry {
  readonly entry: Entry;
  /** Why this netsh must hold it, as a sentence; undefined where it understands it. */
  readonly fault?: string | undefined;
}
