import type { IpVersion } from '../family.ts';

/** Host and port of an endpoint as other programs write them; either may be empty. */
export interface Endpoint {
  readonly host: string;
  readonly port: string;
}

/** Splits `host:port`, `[host]:port`, `:port` and, at its last colon, `::1:80`; undefined without a colon. */
export function splitEndpoint(text: string): Endpoint | undefined {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return { host: bracketed[1]!, port: bracketed[2] ?? '' };
  const at = text.lastIndexOf(':');
  return at < 0 ? undefined : { host: text.slice(0, at), port: text.slice(at + 1) };
}

/** Splits HAProxy's `ipv4@` and `ipv6@` from an address. */
export function familyPrefix(text: string): {
  readonly text: string;
  readonly version: IpVersion | undefined;
} {
  const match = /^ipv([46])@(.*)$/.exec(text);
  return match ? { text: match[2]!, version: match[1] === '4' ? 4 : 6 } : { text, version: undefined };
}

/**
 * Returns an IPv4 address in four numbers where it is written otherwise, as inet_aton(3) understands it: `0`, `127.1`,
 * `0x7f000001`; other texts as they are.
 */
export function fourNumbers(host: string): string {
  const parts = host.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(0x[\da-f]{1,8}|\d{1,10})$/i.test(part))) return host;
  // A leading 0 means octal there: 010 is 8, and 08 is no number.
  const values = parts.map((part) => (/^0\d+$/.test(part) ? Number(`0o${part.slice(1)}`) : Number(part)));
  const last = values.at(-1)!;
  const room = 256 ** (5 - parts.length);
  if (values.slice(0, -1).some((value) => !(value < 256)) || !(last < room)) return host;
  const bytes = values.slice(0, -1);
  for (let left = 4 - bytes.length; left > 0; left--) bytes.push(Math.floor(last / 256 ** (left - 1)) % 256);
  return bytes.join('.');
}
