/** Where an entry listens. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** What the load of test/bench/feed.ts is told to do; it answers with a number when that is done. */
export type Order =
  | {
      readonly kind: 'crowd';
      readonly places: readonly Place[];
      readonly count: number;
      readonly busy: number;
      readonly everyMs: number;
    }
  | {
      readonly kind: 'drain';
      readonly socketPath: string;
      readonly streams: number;
      readonly forMs: number;
      /** What comes before is not counted. */
      readonly skipMs: number;
    }
  | { readonly kind: 'bulk'; readonly places: readonly Place[]; readonly bytes: number };
