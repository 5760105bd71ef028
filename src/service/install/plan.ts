/** Whose relay is installed: the one of the whole system, which administrators share, or the one of this user. */
export const SCOPES = ['user', 'system'] as const;

/** Whose relay is installed. */
export type Scope = (typeof SCOPES)[number];

/** The program that is to be started: a Node, and the file that starts netsh. */
export interface Program {
  readonly node: string;
  readonly launcher: string;
  /** Whether it can tell a service manager how it is, which needs the C library. */
  readonly tells: boolean;
}

/** A file that an installation writes, with its text. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
}

/** A program with its arguments; run without a shell. */
export interface PlannedCommand {
  readonly words: readonly [string, ...string[]];
  /** It may find nothing to do and fail: that is no fault. */
  readonly mayFail?: true;
}

/** Everything that an installation does on a machine: files first, then commands in their order. */
export interface Installation {
  /** How it starts, in words, such as `systemd unit netsh.service`. */
  readonly by: string;
  readonly files: readonly PlannedFile[];
  /** Commands once the files are there: `always`, or only where a file is new or changed. */
  readonly commands: readonly PlannedCommand[];
  /** Commands that take it away; before the files are removed, and after. */
  readonly removal: { readonly before: readonly PlannedCommand[]; readonly after: readonly PlannedCommand[] };
  /** Folders with the table and logs, which stay unless the user wants them gone too. */
  readonly data: readonly string[];
  /** Sentences for people, after the installation. */
  readonly remarks: readonly string[];
}

/** Returns the words of a command as a line for a POSIX shell. */
export function shellLine({ words }: PlannedCommand): string {
  return words.map(shellWord).join(' ');
}

/** Returns a word as a POSIX shell reads it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
