import { readFileSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import type { HomePaths } from './home.ts';
import { loadConf } from './load-conf.ts';
import { messageOf } from '../errors/unknown.ts';
import { isRecord } from '../portproxy/is-record.ts';
import { parseJsonText } from './json-text.ts';
import { readOwnFile } from './own-file.ts';
import { realFile } from './real-file.ts';
import { storeFault } from './store-error.ts';

/** Settings of the service on disk; whoever uses a value checks it. */
export interface Settings {
  get(name: string): unknown;
  /** Stores a value, or removes it (undefined). Throws a `StoreError`. */
  set(name: string, value: unknown): void;
}

/** Opens the settings of a home directory. A file that cannot be read counts as empty, and `onNotice` is told. */
export async function openSettings(paths: HomePaths, onNotice: (text: string) => void): Promise<Settings> {
  const Conf = await loadConf();
  let values = readSettings(paths.settings, onNotice);
  return {
    get: (name) => values[name],
    set(name, value) {
      const next = { ...values };
      if (value === undefined) delete next[name];
      else next[name] = value;
      try {
        const file = realFile(paths.settings);
        const conf = new Conf<Record<string, unknown>>({
          cwd: dirname(file),
          configName: basename(file, extname(file)),
          fileExtension: extname(file),
          configFileMode: 0o600,
          accessPropertiesByDotNotation: false,
          // The values that stay are in `next`.
          deserialize: () => ({}),
        });
        conf.store = next;
      } catch (error) {
        throw storeFault(error, `The settings ${paths.settings} cannot be written`);
      }
      values = next;
    },
  };
}

function readSettings(path: string, onNotice: (text: string) => void): Record<string, unknown> {
  try {
    const what = `The settings ${path} cannot be read and count as none`;
    const text = readOwnFile(realFile(path), what, (fd, size) =>
      size > MAX_BYTES ? '' : readFileSync(fd, 'utf8'),
    );
    if (text === undefined) return {};
    const value = parsed(text);
    if (isRecord(value)) return { ...value };
    onNotice(`The settings ${path} are broken and count as none.`);
  } catch (error) {
    onNotice(messageOf(error));
  }
  return {};
}

/** Longest file that is read, in bytes. */
const MAX_BYTES = 1024 * 1024;

function parsed(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
}
