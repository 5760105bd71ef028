import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { messageOf } from '../errors/unknown.ts';
import { readOwnFile } from '../store/own-file.ts';
import { storeFault } from '../store/store-error.ts';
import { FleetTable } from './fleet-table.ts';

/** Longest file that is read, in bytes. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads the copy of the fleet's table on disk. A copy that cannot be used counts as none, and `onNotice` is told: the servers
 * have the table.
 */
export function readCopy(path: string, onNotice: (text: string) => void): FleetTable {
  const what = `The copy of the fleet's table ${path} cannot be used`;
  try {
    const text = readOwnFile(path, what, (fd, size) => (size > MAX_BYTES ? '' : readFileSync(fd, 'utf8')));
    return text === undefined ? new FleetTable() : FleetTable.parse(text);
  } catch (error) {
    onNotice(`${what} and counts as none: ${messageOf(error)}`);
    return new FleetTable();
  }
}

/** A copy that could not be written is written again after so long, in ms. */
const AGAIN_MS = 30_000;

/** Keeps the copy of the fleet's table on disk: each time the newest, whole or not at all. */
export class Copy {
  readonly #path: string;
  readonly #onNotice: (text: string) => void;
  #next: FleetTable | undefined;
  #writing: Promise<void> | undefined;
  #again: NodeJS.Timeout | undefined;
  #toldFault = '';

  constructor(path: string, onNotice: (text: string) => void) {
    this.#path = path;
    this.#onNotice = onNotice;
  }

  /**
   * Writes a table soon; of several that come meanwhile only the last. A write that fails is told, once for the same reason, and tried
   * again later.
   */
  keep(table: FleetTable): void {
    clearTimeout(this.#again);
    this.#next = table;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when all is written. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#next) {
      const table = this.#next;
      this.#next = undefined;
      try {
        await this.#replace(table.document());
        this.#toldFault = '';
      } catch (error) {
        const what = `The copy of the fleet's table ${this.#path} cannot be written`;
        const { message } = storeFault(error, what);
        if (message !== this.#toldFault) this.#onNotice(message);
        this.#toldFault = message;
        clearTimeout(this.#again);
        this.#again = setTimeout(() => this.keep(this.#next ?? table), AGAIN_MS).unref();
      }
    }
  }

  async #replace(text: string): Promise<void> {
    const unready = `${this.#path}.new`;
    try {
      const file = await open(unready, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unready, this.#path);
    } catch (error) {
      // What was written of it would keep a full disk full.
      await rm(unready, { force: true }).catch(() => {});
      throw error;
    }
  }
}
