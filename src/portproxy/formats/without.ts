import type { Format } from './format.ts';

type Carries = Format['carries'];

/** What formats carry that have no limits: an entry that has one is not written more open than it is. */
export const WITHOUT_LIMITS = {
  maxconnections: { not: 'has no limit after which clients wait' },
  maxperclient: { not: 'has no limit on the connections of a client' },
  newperclient: { not: 'has no limit on the new connections of a client' },
  rate: { not: 'has no limit on the bytes of a whole entry' },
} as const satisfies Carries;

/** What formats carry that know no PROXY protocol: the other end could not do without it. */
export const WITHOUT_PROXY = {
  sendproxy: { not: 'sends no PROXY protocol header' },
  acceptproxy: { not: 'reads no PROXY protocol header' },
} as const satisfies Carries;

/** How formats carry words for people: they stand in the comment of an entry. */
export const IN_COMMENTS = {
  comment: { as: 'a comment' },
  group: { as: 'a comment' },
} as const satisfies Carries;
