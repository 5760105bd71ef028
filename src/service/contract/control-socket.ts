import { join } from 'node:path';
import type { HomePaths } from '../../store/home.ts';

/** A control socket about to be bound: bind `unready`, then call `publish`; `withdraw` before it is closed. */
export interface ControlSocket {
  /** The file by which clients find it: the socket, or on Windows the note with the name of the pipe. */
  readonly sign: string;
  readonly unready: string;
  publish(): void;
  withdraw(): void;
}

/** Returns the path of the note that says where the control socket is, where that is not in the `run` folder. */
export function notePath(paths: HomePaths): string {
  return join(paths.run, 'control.path');
}
