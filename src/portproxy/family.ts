/** The four kinds of portproxy entries: the IP version that listens, `to` the version that connects. */
export const FAMILIES = ['v4tov4', 'v4tov6', 'v6tov4', 'v6tov6'] as const;

/** A kind of portproxy entries. */
export type Family = (typeof FAMILIES)[number];

/** An IP version. */
export type IpVersion = 4 | 6;

/** Returns the IP version on which entries of a family listen. */
export function listenVersion(family: Family): IpVersion {
  return family.startsWith('v4') ? 4 : 6;
}

/** Returns the IP version by which entries of a family connect. */
export function connectVersion(family: Family): IpVersion {
  return family.endsWith('v4') ? 4 : 6;
}

/** Returns this computer's own address, the default of connectaddress. */
export function loopback(version: IpVersion): string {
  return version === 4 ? '127.0.0.1' : '::1';
}

/** Returns the family of entries that listen and connect by these IP versions. */
export function familyOf(listens: IpVersion, connects: IpVersion): Family {
  return `v${listens}tov${connects}`;
}
