import { EVERY_ADDRESS } from './address.ts';
import type { Entry } from './entry.ts';
import { FAMILIES } from './family.ts';

/** How a comment begins that this product reads as a command (`src/language/read.ts`). */
const DIRECTIVE = '#netsh:';
const RULE = `#${'='.repeat(24)}`;

/**
 * The portproxy block of a dump (spec section 5): replayed, here or on Windows, it rebuilds exactly this table.
 * Families stand in the order of `show all`, entries in order of creation.
 */
export function dumpTable(entries: readonly Entry[]): string[] {
  const sorted = FAMILIES.flatMap((family) => entries.filter((entry) => entry.family === family));
  const body = [...sorted.map(addLine), ...sorted.flatMap(extensionLine)];
  return [
    '',
    RULE,
    '# Port Proxy configuration',
    RULE,
    'pushd interface portproxy',
    '',
    'reset',
    ...body,
  ].concat(['', '', 'popd', '', '# End of Port Proxy configuration', '']);
}

/** The `add` line that creates an entry; listenaddress stands last, and only where it is not `*`. */
function addLine(entry: Entry): string {
  const words = [
    `add ${entry.family}`,
    `listenport=${value(entry.listenPort)}`,
    `connectaddress=${value(entry.connectAddress)}`,
    `connectport=${value(entry.connectPort)}`,
  ];
  if (entry.listenAddress !== EVERY_ADDRESS) words.push(`listenaddress=${value(entry.listenAddress)}`);
  return words.join(' ');
}

/** What only this product knows of an entry: a comment that it reads and Windows skips (spec section 5). */
function extensionLine(entry: Entry): string[] {
  if (!entry.disabled) return [];
  const side = [`listenport=${value(entry.listenPort)}`];
  if (entry.listenAddress !== EVERY_ADDRESS) side.push(`listenaddress=${value(entry.listenAddress)}`);
  return [`${DIRECTIVE} set ${entry.family} ${side.join(' ')} state=disabled`];
}

/** The frame that `interface` puts around nothing, and the root before its sub-contexts. */
export function dumpInterface(): string[] {
  return ['', RULE, '# Interface configuration', RULE, 'pushd interface', '', '', 'popd', ''].concat([
    '# End of interface configuration',
    '',
  ]);
}

function value(text: string): string {
  return /[\s"]/.test(text) || text === '' ? `"${text}"` : text;
}
