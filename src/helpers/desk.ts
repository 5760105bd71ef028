import type { NetshContext } from '../../contexts/host.ts';
import type { Outcome } from '../language/outcome.ts';

/** The helpers of a home directory, as a session works with them. */
export interface HelperDesk {
  /** The root of all contexts with those of the helpers. */
  readonly root: NetshContext;
  /** Adds a module, by its path or the name of a package; a helper of the same file is loaded anew. */
  add(module: string): Promise<Outcome>;
  remove(name: string): Promise<Outcome>;
  show(): Outcome;
}
