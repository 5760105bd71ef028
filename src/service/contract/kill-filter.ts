import type { ConnectionFilter } from '../../relay/relay.ts';

/** Which connections a call ends: those that meet all conditions given, also that their entry is of a group. */
export interface KillFilter extends ConnectionFilter {
  readonly group?: string | undefined;
}
