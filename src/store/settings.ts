import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { HomePaths } from './home.ts';
import { loadConf } from './load-conf.ts';
import { storeFault } from './store-error.ts';
import { errorCode } from '../errors/unknown.ts';

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
        const conf = new Conf<Record<string, unknown>>({
          cwd: paths.home,
          configName: basename(paths.settings, extname(paths.settings)),
          configFileMode: 0o600,
          accessPropertiesByDotNotation: false,
          clearInvalidConfig: true,
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
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    onNotice(`The settings ${path} are broken and count as none.`);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') onNotice(`The settings ${path} cannot be read and count as none.`);
  }
  return {};
}
