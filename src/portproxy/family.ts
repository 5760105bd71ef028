/** The four kinds of portproxy entries: the IP version that listens, `to` the version that connects. */
export const FAMILIES = ['v4tov4', 'v4tov6', 'v6tov4', 'v6tov6'] as const;

export type Family = (typeof FAMILIES)[number];

/** An IP version. */
export type IpVersion = 4 | 6;

/** The IP version on which entries of this family listen. */
export function listenVersion(family: Family): IpVersion {
  return family.startsWith('v4') ? 4 : 6;
}

/** The IP version by which entries of this family connect. */
export function connectVersion(family: Family): IpVersion {
  return family.endsWith('v4') ? 4 : 6;
}

/** The local computer's address, the default of connectaddress. */
export function loopback(version: IpVersion): string {
  return version === 4 ? '127.0.0.1' : '::1';
}
