import type { Rulebook } from '../../firewall/rule.ts';
import type { Entry } from '../../portproxy/entry.ts';
import type { HomePaths } from '../../store/home.ts';
import { brokenTableNotice, readTable } from '../../store/read-table.ts';
import { brokenRulesNotice, readRules } from '../../store/read-rules.ts';
import { storeServiceError } from '../contract/refusal.ts';

/** Returns rules and policies of a home directory for which no service runs, as `storedEntries` does entries. */
export function storedRules(paths: HomePaths, onNotice: (text: string) => void): Rulebook {
  try {
    const { rulebook, broken } = readRules(paths);
    if (broken) onNotice(brokenRulesNotice(paths, broken));
    return rulebook;
  } catch (error) {
    throw storeServiceError(error);
  }
}

/**
 * Returns the entries of a home directory for which no service runs, from the table file alone. A broken file is left as
 * it is, and `onNotice` gets a sentence about it. Throws a `ServiceError`.
 */
export function storedEntries(paths: HomePaths, onNotice: (text: string) => void): readonly Entry[] {
  try {
    const { entries, broken } = readTable(paths);
    if (broken) onNotice(brokenTableNotice(paths, broken));
    return entries;
  } catch (error) {
    throw storeServiceError(error);
  }
}
