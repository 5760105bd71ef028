import type { UnemulatedRow } from './row.ts';
import { INTERFACE_ROWS } from './rows/interface.ts';
import { addressRows } from './rows/ip-address.ts';
import { routeRows } from './rows/ip-route.ts';
import { OTHER_ROWS } from './rows/other.ts';
import { SECURITY_ROWS } from './rows/security.ts';
import { WEB_ROWS } from './rows/web.ts';
import { WLAN_ROWS } from './rows/wlan.ts';

/** All rows. Words may stand in any order: Windows' own is that of the alphabet, and `find.ts` sorts. */
export const UNEMULATED: readonly UnemulatedRow[] = [
  ...INTERFACE_ROWS,
  ...addressRows(4),
  ...routeRows(4),
  ...addressRows(6),
  ...routeRows(6),
  ...WLAN_ROWS,
  ...WEB_ROWS,
  ...SECURITY_ROWS,
  ...OTHER_ROWS,
];
