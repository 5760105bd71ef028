import type { RelaySample } from './relay.ts';

const NONE = new Float64Array();

/** The sample of a closed relay. */
export const NOTHING_NEW: RelaySample = {
  full: false,
  entries: [],
  counted: NONE,
  connections: [],
  moved: NONE,
  ended: [],
  recent: [],
  missed: 0,
};
