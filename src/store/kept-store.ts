import { accessSync, constants, statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { ERRORS, fill } from '../errors/errors.ts';
import { clearLeftovers, keepBackup, keepForeign, revert, setAside } from './backup.ts';
import type { KeptFile, KeptFormat } from './kept-file.ts';
import { loadConf } from './load-conf.ts';
import { brokenNotice, brokenSentence, readKept, titleOf } from './read-kept.ts';
import { withRealPath } from './real-file.ts';
import { StoreError, storeFault } from './store-error.ts';

/** Where a value is kept between runs, for its one writer. All of these reject with a `StoreError`. */
export interface KeptStore<T> {
  /**
   * Returns the value. A file that is broken is set aside under a name of its own, never overwritten, and the last good
   * copy is put in its place.
   */
  load(): Promise<T>;
  /**
   * Returns the value as another program has edited it; undefined where the file is gone, or broken, which is then set
   * aside: what is in memory is newer than any copy, and to be saved again.
   */
  reload(): Promise<T | undefined>;
  /**
   * Writes the value; resolves when it is on disk. The last good file is kept as the backup, one that another program has
   * changed in the meantime is set aside. Where it rejects, the value from before stands.
   */
  save(value: T): Promise<void>;
  /** How many times it was written. */
  readonly writes: number;
}

/**
 * Opens a kept file for writing, and loads conf for it. `onNotice` gets a sentence whenever a file was renamed or copied.
 */
export async function openKeptStore<T>(
  kept: KeptFile,
  format: KeptFormat<T>,
  onNotice: (text: string) => void,
): Promise<KeptStore<T>> {
  const Conf = await loadConf();
  const file = withRealPath(kept);
  const title = titleOf(file);
  let conf: InstanceType<typeof Conf<Record<string, unknown>>> | undefined;
  let writes = 0;
  let bytes = 0;
  /** The identity of the file that was last read or written here. */
  let known = '';

  function write(value: T): void {
    conf ??= new Conf<Record<string, unknown>>({
      cwd: dirname(file.path),
      configName: basename(file.path, extname(file.path)),
      fileExtension: extname(file.path),
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      serialize: (document) => {
        const text = `${JSON.stringify(document)}\n`;
        bytes = Buffer.byteLength(text);
        return text;
      },
      deserialize: () => ({}),
    });
    conf.store = format.document(value);
    writes += 1;
    // conf's writer takes a short write, as a full disk gives it, for a whole one.
    if (statSync(file.path).size !== bytes) {
      revert(file);
      known = identity(file.path);
      const names = { what: title, reason: 'the disk is full' };
      throw new StoreError('storage', fill(ERRORS.storage.says.written, names));
    }
  }

  function tellAside(text: string, aside: string): void {
    onNotice(`${text} The broken file is kept as ${aside}.`);
  }

  function keepWhatIsThere(): void {
    if (identity(file.path) === known) {
      keepBackup(file);
      return;
    }
    const aside = keepForeign(file);
    if (aside === undefined) return;
    onNotice(
      `${title} was changed by another program and is written anew; what it held is kept as ${aside}.`,
    );
  }

  return {
    async load() {
      try {
        clearLeftovers(file);
        const { value, broken } = readKept(file, format);
        if (broken) tellAside(brokenNotice(file, broken, format), setAside(file, broken.recovered));
        known = identity(file.path);
        return value;
      } catch (error) {
        throw storeFault(error, `The folder ${file.home} cannot be used`);
      }
    },
    async reload() {
      try {
        if (known !== '' && identity(file.path) === '') {
          onNotice(`${title} is gone. What is in memory stays in force.`);
          known = '';
          return undefined;
        }
        const { value, broken } = readKept(file, format);
        if (broken) {
          const text = `${brokenSentence(file, broken.reason)} What is in memory stays in force.`;
          tellAside(text, setAside(file, broken.recovered));
        }
        known = identity(file.path);
        return broken ? undefined : value;
      } catch (error) {
        throw storeFault(error, `The folder ${file.home} cannot be used`);
      }
    },
    async save(value) {
      try {
        // conf tries a refused write again for a whole second: ask first.
        accessSync(dirname(file.path), constants.W_OK);
        keepWhatIsThere();
        write(value);
        known = identity(file.path);
      } catch (error) {
        throw storeFault(error, `${title} cannot be written`);
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
