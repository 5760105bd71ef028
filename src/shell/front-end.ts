/** Takes output: requested output, and diagnostics. Text comes with its line ends. */
export interface Sink {
  out(text: string): void;
  err(text: string): void;
}

/** Leaves the terminal to some work, and takes it back when that has ended. */
export type LendTerminal = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs lines of a session and carries out what a line asks of it. What it lacks, it cannot do. */
export interface FrontEnd extends Sink {
  /** Shows or hides the live table above the prompt; undefined: the other of both. */
  readonly setPanel?: (isOn: boolean | undefined) => void;
  /** Returns the lines of a topic of help that only this front end knows. */
  readonly helpTopic?: (topic: string) => readonly string[] | undefined;
  readonly lendTerminal?: LendTerminal | undefined;
}
