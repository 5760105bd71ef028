import { literalVersion } from '../../src/portproxy/address.ts';
import { type Family, connectVersion, listenVersion } from '../../src/portproxy/family.ts';
import { port } from '../../src/portproxy/kinds/port.ts';

/** The values of netsh's own, in the order in which bare words fill them. */
const ORDER = ['listenport', 'connectaddress', 'connectport', 'listenaddress'] as const;

/**
 * Returns the advice on a line (`given`: its texts by tag) whose two addresses fit the family once they are exchanged, as
 * where listenaddress is taken for the first of them; undefined for any other line.
 */
export function exchangedAdvice(
  op: string,
  family: Family,
  given: Readonly<Record<string, string>>,
  services: ReadonlyMap<string, number>,
): string | undefined {
  const [listens, connects] = [listenVersion(family), connectVersion(family)];
  const { listenport = '', connectaddress = '', connectport = '', listenaddress = '' } = given;
  if (listens === connects) return undefined;
  if (literalVersion(connectaddress) !== listens || literalVersion(listenaddress) !== connects)
    return undefined;
  const isWhole =
    Object.keys(given).length === ORDER.length &&
    [listenport, connectport].every((text) => port.parse(text, services).ok);
  const line = isWhole
    ? `${op} ${family} ${listenport} ${listenaddress} ${connectport} ${connectaddress}`
    : `connectaddress=${listenaddress} listenaddress=${connectaddress}`;
  return `The order is ${ORDER.join(' ')}. Exchanged they fit: ${line}`;
}
