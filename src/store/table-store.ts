import type { Rulebook } from '../firewall/rule.ts';
import type { Entry } from '../portproxy/entry.ts';
import type { HomePaths } from './home.ts';
import { rulesFile, tableFile } from './kept-file.ts';
import { type KeptStore, openKeptStore } from './kept-store.ts';
import { RULES_FORMAT } from './rules-format.ts';
import { TABLE_FORMAT } from './table-format.ts';

/** Where the table is kept between runs. */
export type TableStore = KeptStore<readonly Entry[]>;

/** Where rules and policies are kept between runs. */
export type RulesStore = KeptStore<Rulebook>;

/** Opens the table of a home directory for writing; `onNotice` gets a sentence whenever a file was renamed or copied. */
export function openTableStore(paths: HomePaths, onNotice: (text: string) => void): Promise<TableStore> {
  return openKeptStore(tableFile(paths), TABLE_FORMAT, onNotice);
}

/** Opens the rules of a home directory for writing, as `openTableStore` does the table. */
export function openRulesStore(paths: HomePaths, onNotice: (text: string) => void): Promise<RulesStore> {
  return openKeptStore(rulesFile(paths), RULES_FORMAT, onNotice);
}
