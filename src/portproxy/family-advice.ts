import { literalVersion } from './address.ts';
import { type Family, connectVersion, familyOf, listenVersion } from './family.ts';

/** Returns the reason why an address is refused; where it fits another family, the reason ends with that family. */
export function withFamilyAdvice(reason: string, tag: string, text: string, family: Family): string {
  const version = literalVersion(text);
  if (version === undefined) return reason;
  const [listens, connects] = [listenVersion(family), connectVersion(family)];
  if (tag === 'connectaddress' && version !== connects) {
    return `${reason} To connect to this address, use ${familyOf(listens, version)}.`;
  }
  if (tag === 'listenaddress' && version !== listens) {
    return `${reason} To listen on this address, use ${familyOf(version, connects)}.`;
  }
  return reason;
}
