import type { Entry } from '../../portproxy/entry.ts';
import type { HomePaths } from '../../store/home.ts';
import { brokenNotice, readTable } from '../../store/read-table.ts';
import { storeServiceError } from '../contract/refusal.ts';

/**
 * Returns the entries of a home directory for which no service runs, from the table file alone. A broken file is left as
 * it is, and `onNotice` gets a sentence about it. Throws a `ServiceError`.
 */
export function storedEntries(paths: HomePaths, onNotice: (text: string) => void): readonly Entry[] {
  try {
    const { entries, broken } = readTable(paths);
    if (broken) onNotice(brokenNotice(paths.table, broken));
    return entries;
  } catch (error) {
    throw storeServiceError(error);
  }
}
