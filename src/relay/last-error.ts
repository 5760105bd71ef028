/** The last error of an entry. */
export interface LastError {
  /** ms since the epoch; in the data plane, of `monotonicNow`. */
  readonly at: number;
  readonly text: string;
  /** How many connections had begun by then; absent where nobody has counted. */
  readonly total?: number | undefined;
}
