import type { Denial, Judges } from '../../firewall/judge.ts';
import type { EntryRecord } from './entry-record.ts';

/** The rules in force, as those see them who take connections or datagrams; judges are absent where they deny nothing. */
export interface EnforcedRules extends Judges {
  /** Counts a client that may not connect, and tells of it. `client` is its address: a text, or its 32 bits. */
  deniedClient(entry: EntryRecord, denial: Denial, client: string | number): void;
  /** Counts an attempt to reach a target that is not allowed, and tells of it. */
  deniedTarget(entry: EntryRecord, denial: Denial, target: string): void;
}
