import type { ListedEntry } from '../service/contract/status.ts';
import { isRunning } from './status-line.ts';

/** The table as a session read it last. */
export class ListedTable {
  entries: readonly ListedEntry[] = [];
  /** It was read and has no entry. */
  isEmpty = false;
  /** Readings asked for, and the last of them that was answered. */
  #asked = 0;
  #answered = 0;

  /** Number of entries that listened. */
  get listening(): number {
    return this.entries.filter((entry) => entry.state === 'listening').length;
  }

  /**
   * Takes what `read` resolves to, undefined where the table cannot be read. Resolves to whether a relay runs that did not
   * before; undefined where a later reading was answered first.
   */
  async read(
    read: () => Promise<readonly ListedEntry[]> | undefined,
  ): Promise<{ readonly isNewlyRunning: boolean } | undefined> {
    const number = ++this.#asked;
    const found = await read()?.catch(() => undefined);
    if (number < this.#answered) return undefined;
    this.#answered = number;
    const before = this.entries;
    this.entries = found ?? [];
    this.isEmpty = found?.length === 0;
    return { isNewlyRunning: isRunning(this.entries) && !isRunning(before) };
  }
}
