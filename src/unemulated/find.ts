import { matchName } from '../language/match.ts';
import type { UnemulatedRow } from './row.ts';
import { UNEMULATED } from './table.ts';

/** A word of the table, and the words behind it. */
interface Node {
  readonly name: string;
  row?: UnemulatedRow;
  readonly below: Node[];
}

/** The row that words lead to. Its arguments begin after `used` words. */
export interface Found {
  readonly row: UnemulatedRow;
  readonly used: number;
}

/** A shorter first word that leads only into a context is more likely a word of something else, such as `ip`. */
const LEAST_LETTERS = 3;

/** Returns the row of the table that words from the root lead to, each in any case and as short as netsh takes it. */
export function findRow(words: readonly string[]): Found | undefined {
  let at = ROOT;
  let found: Found | undefined;
  for (const [index, word] of words.entries()) {
    const next = matchName(at.below, word);
    if (!next) break;
    at = next;
    if (at.row) found = { row: at.row, used: index + 1 };
  }
  return found && isMeant(found, words[0]!) ? found : undefined;
}

function isMeant({ row, used }: Found, first: string): boolean {
  return used > 1 || first.length >= LEAST_LETTERS || first.toLowerCase() === row.words;
}

const ROOT: Node = { name: '', below: [] };
for (const row of UNEMULATED) insert(row);
sort(ROOT);

function insert(row: UnemulatedRow): void {
  let at = ROOT;
  for (const name of row.words.split(' ')) {
    let next = at.below.find((node) => node.name === name);
    if (!next) at.below.push((next = { name, below: [] }));
    at = next;
  }
  at.row = row;
}

function sort({ below }: Node): void {
  below.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const node of below) sort(node);
}
