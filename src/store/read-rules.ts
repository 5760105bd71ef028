import type { Rulebook } from '../firewall/rule.ts';
import type { HomePaths } from './home.ts';
import { rulesFile } from './kept-file.ts';
import { type BrokenFile, brokenNotice, readKept } from './read-kept.ts';
import { RULES_FORMAT } from './rules-format.ts';

/** The rules and policies on disk; `broken` where their file cannot be used, and they are those of the backup. */
export interface RulesOnDisk {
  readonly rulebook: Rulebook;
  readonly broken?: BrokenFile | undefined;
}

/** Reads rules and policies as `readTable` reads the table. Throws a `StoreError`. */
export function readRules(paths: HomePaths): RulesOnDisk {
  const { value: rulebook, broken } = readKept(rulesFile(paths), RULES_FORMAT);
  return broken ? { rulebook, broken } : { rulebook };
}

/** Says why the rules cannot be used, and what is used instead. */
export function brokenRulesNotice(paths: HomePaths, broken: BrokenFile): string {
  return brokenNotice(rulesFile(paths), broken, RULES_FORMAT);
}
