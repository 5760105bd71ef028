import type { Editing } from '../language/editing.ts';

/** Takes requested output and diagnostics, as text with its line ends. */
export interface Sink {
  out(text: string): void;
  err(text: string): void;
  /** Takes netsh's own lines of an error, for standard output, past every filter; without it, `out` takes them. */
  outError?(text: string): void;
  /** What comes now is looked for at its end, where a pager begins then. */
  showEnd?(): void;
  /** Takes a remark, to stand below the whole answer; without it, `err` takes it. */
  remark?(text: string): void;
}

/** Writes a remark, which is for a person alone. */
export function writeRemark(sink: Sink, text: string): void {
  if (sink.remark) sink.remark(text);
  else sink.err(text);
}

/** Leaves the terminal to some work, and takes it back when that has ended. */
export type LendTerminal = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs lines of a session, and does for a line what only it can do; without a method, it cannot do that. */
export interface FrontEnd extends Sink {
  /** Shows or hides the panel; undefined toggles it. */
  readonly setPanel?: (isOn: boolean | undefined) => void;
  /** Returns whose keys edit the line. */
  readonly editing?: () => Editing;
  /** Edits the line by these keys from now on. */
  readonly setEditing?: (editing: Editing) => void;
  /** Returns the help of a topic (`help keys`); undefined for a topic that it does not know. */
  readonly helpTopic?: (topic: string) => readonly string[] | undefined;
  readonly lendTerminal?: LendTerminal | undefined;
  /** Tab at the next prompt types the line that was meant (`Shell.elsewhere`). */
  readonly hasOffers?: true;
}
