import { accessSync, constants, statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { ERRORS, fill } from '../errors/errors.ts';
import type { Entry } from '../portproxy/entry.ts';
import { clearLeftovers, keepBackup, keepForeign, revert, setAside } from './backup.ts';
import type { HomePaths } from './home.ts';
import { loadConf } from './load-conf.ts';
import { brokenNotice, brokenSentence, readTable } from './read-table.ts';
import { withRealTable } from './real-file.ts';
import { StoreError, storeFault } from './store-error.ts';
import { type StoredTable, TABLE_VERSION } from './table-format.ts';

/** Where the table is kept between runs, for its one writer. All of these reject with a `StoreError`. */
export interface TableStore {
  /**
   * Returns the entries. A file that is broken is set aside under a name of its own, never overwritten, and the last good
   * copy is put in its place.
   */
  load(): Promise<readonly Entry[]>;
  /**
   * Returns the entries as another program has edited them; undefined where the file is gone, or broken, which is then set
   * aside: the table in memory is newer than any copy, and to be saved again.
   */
  reload(): Promise<readonly Entry[] | undefined>;
  /**
   * Writes the table; resolves when it is on disk. The last good file is kept as the backup, one that another program has
   * changed in the meantime is set aside. Where it rejects, the table from before stands.
   */
  save(entries: readonly Entry[]): Promise<void>;
  /** How many times the table was written. */
  readonly writes: number;
}

/**
 * Opens the table of a home directory for writing, and loads conf for it. `onNotice` gets a sentence whenever a file
 * was renamed or copied.
 */
export async function openTableStore(home: HomePaths, onNotice: (text: string) => void): Promise<TableStore> {
  const Conf = await loadConf();
  const paths = withRealTable(home);
  let conf: InstanceType<typeof Conf<{ table: StoredTable }>> | undefined;
  let writes = 0;
  let bytes = 0;
  /** The identity of the file that was last read or written here. */
  let known = '';

  function write(entries: readonly Entry[]): void {
    conf ??= new Conf<{ table: StoredTable }>({
      cwd: dirname(paths.table),
      configName: basename(paths.table, extname(paths.table)),
      fileExtension: extname(paths.table),
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      serialize: (value) => {
        const text = `${JSON.stringify(value)}\n`;
        bytes = Buffer.byteLength(text);
        return text;
      },
      deserialize: () => ({ table: { version: TABLE_VERSION, entries: [] } }),
    });
    conf.store = { table: { version: TABLE_VERSION, entries } };
    writes += 1;
    // conf's writer takes a short write, as a full disk gives it, for a whole one.
    if (statSync(paths.table).size !== bytes) {
      revert(paths);
      known = identity(paths.table);
      const names = { what: `The table ${paths.table}`, reason: 'the disk is full' };
      throw new StoreError('storage', fill(ERRORS.storage.says.written, names));
    }
  }

  function tellAside(text: string, aside: string): void {
    onNotice(`${text} The broken file is kept as ${aside}.`);
  }

  function keepWhatIsThere(): void {
    if (identity(paths.table) === known) {
      keepBackup(paths);
      return;
    }
    const aside = keepForeign(paths);
    if (aside === undefined) return;
    onNotice(
      `The table ${paths.table} was changed by another program and is written anew; what it held is kept as ${aside}.`,
    );
  }

  return {
    async load() {
      try {
        clearLeftovers(paths);
        const { entries, broken } = readTable(paths);
        if (broken) tellAside(brokenNotice(paths.table, broken), setAside(paths, broken.recovered));
        known = identity(paths.table);
        return entries;
      } catch (error) {
        throw storeFault(error, `The folder ${paths.home} cannot be used`);
      }
    },
    async reload() {
      try {
        if (known !== '' && identity(paths.table) === '') {
          onNotice(`The table ${paths.table} is gone. What is in memory stays in force.`);
          known = '';
          return undefined;
        }
        const { entries, broken } = readTable(paths);
        if (broken) {
          const text = `${brokenSentence(paths.table, broken.reason)} What is in memory stays in force.`;
          tellAside(text, setAside(paths, broken.recovered));
        }
        known = identity(paths.table);
        return broken ? undefined : entries;
      } catch (error) {
        throw storeFault(error, `The folder ${paths.home} cannot be used`);
      }
    },
    async save(entries) {
      try {
        // conf tries a refused write again for a whole second: ask first.
        accessSync(dirname(paths.table), constants.W_OK);
        keepWhatIsThere();
        write(entries);
        known = identity(paths.table);
      } catch (error) {
        throw storeFault(error, `The table ${paths.table} cannot be written`);
      }
    },
    get writes() {
      return writes;
    },
  };
}

/** Returns what tells one version of a file from the next; empty where there is no file. */
function identity(path: string): string {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts ? `${facts.ino} ${facts.size} ${facts.mtimeMs}` : '';
}
