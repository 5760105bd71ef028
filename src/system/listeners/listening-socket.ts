import type { IpVersion } from '../../portproxy/family.ts';

/** A TCP socket that listens, and the process that has it. */
export interface ListeningSocket {
  readonly version: IpVersion;
  /** In canonical form; `0.0.0.0` or `::` for all. */
  readonly host: string;
  readonly port: number;
  readonly pid: number;
}

/** The same with the name of the program. */
export interface ListeningProgram extends ListeningSocket {
  readonly name: string;
}
