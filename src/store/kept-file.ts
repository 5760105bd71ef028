import type { HomePaths } from './home.ts';

/** A file of a home directory that its one writer replaces as a whole, with the last good copy beside it. */
export interface KeptFile {
  readonly home: string;
  readonly run: string;
  /** The kind of its content, which begins the names of its copies, and stands in sentences: `The table PATH …`. */
  readonly name: 'table' | 'rules';
  readonly path: string;
  readonly backup: string;
}

/** The text of a kept file, understood; or written by a later version of this program, or broken. */
export type ParsedFile<T> =
  | { readonly kind: 'good'; readonly value: T }
  | { readonly kind: 'newer' | 'broken'; readonly reason: string };

/** How a kept file is read and written. */
export interface KeptFormat<T> {
  readonly parse: (text: string) => ParsedFile<T>;
  /** Returns the JSON document. */
  readonly document: (value: T) => Record<string, unknown>;
  /** The value where there is no file. */
  readonly empty: T;
  /** Says that it is empty, where no good copy is left. */
  readonly emptied: string;
}

/** Returns the file of the table. */
export function tableFile({ home, run, table, backup }: HomePaths): KeptFile {
  return { home, run, name: 'table', path: table, backup };
}

/** Returns the file of the rules. */
export function rulesFile({ home, run, rules, rulesBackup }: HomePaths): KeptFile {
  return { home, run, name: 'rules', path: rules, backup: rulesBackup };
}
