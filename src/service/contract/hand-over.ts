import { dirname, join } from 'node:path';
import type { HomePaths } from '../../store/home.ts';
import { API_VERSION } from './api.ts';
import { controlAddress } from './control-address.ts';

/**
 * Asked by a process that is to take the life of the service over; it listens at `handOverSocket` where its sockets are native. Its
 * `takes` is the version of the state that it reads; 0: it cannot take sockets over.
 */
export const HAND_OVER_PATH = `/v${API_VERSION}/hand-over`;

/** The service hands over everything, or leaves its listeners and outlives them with its connections. */
export type HandOverAnswer =
  | { readonly givesLife: true }
  | { readonly leavesLife: true; readonly pid: number };

/**
 * Returns where the process listens that takes over the service of a home directory: beside the control socket, in a folder that only its owner
 * may enter. Undefined where no service runs. Throws a `StoreError` where somebody else could listen there.
 */
export function handOverSocket(paths: HomePaths): string | undefined {
  const control = controlAddress(paths);
  return control === undefined ? undefined : join(dirname(control), 'life.sock');
}
