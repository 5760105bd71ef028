import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { IpVersion } from './family.ts';
import type { ParsedText } from './kinds/kind.ts';

/** The listen address that means every address of the entry's IP version (netsh's default). */
export const EVERY_ADDRESS = '*';

/** An address as it was typed, parsed. `host` of a literal is without brackets, as sockets take it. */
export type Address =
  | { readonly kind: 'every'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: string; readonly host: string; readonly version: IpVersion }
  | { readonly kind: 'name'; readonly text: string };

const MAX_NAME = 253;
/** Longest zone of an IPv6 address: interfaces of Linux have names of 15 characters, Windows numbers them. */
const MAX_ZONE = 15;

/**
 * Parses a connect address: a literal of the wanted IP version (a v6 one also in brackets or with a zone,
 * `fe80::1%eth0`), a host name or a computer name.
 */
export function parseConnectAddress(text: string, version: IpVersion): ParsedText<Address> {
  const literal = parseLiteral(text);
  if (literal) {
    return literal.version === version
      ? { ok: true, value: literal }
      : {
          ok: false,
          reason: `This is an IPv${literal.version} address. Use an IPv${version} address or a host name.`,
        };
  }
  const problem = otherProblem(text, 'connectport');
  if (problem !== undefined) return { ok: false, reason: problem };
  const fault = nameProblem(text);
  return fault
    ? { ok: false, reason: `${fault}. Use an IPv${version} address or a host name.` }
    : { ok: true, value: { kind: 'name', text } };
}

/** Parses a listen address: as a connect address, or `*` for every address of the IP version. */
export function parseListenAddress(text: string, version: IpVersion): ParsedText<Address> {
  if (text === EVERY_ADDRESS) return { ok: true, value: { kind: 'every', text } };
  const parsed = parseConnectAddress(text, version);
  return parsed.ok
    ? parsed
    : {
        ok: false,
        reason:
          otherProblem(text, 'listenport') ??
          parsed.reason.replace(/ or a host name\.$/, ', a host name or *.'),
      };
}

/** Returns the IP version of a literal, in brackets or not; undefined for names and `*`. */
export function literalVersion(text: string): IpVersion | undefined {
  const version = isIP(bareAddress(text));
  return version === 4 || version === 6 ? version : undefined;
}

/** Returns an address without the brackets in which it was typed. */
export function bareAddress(text: string): string {
  return text.replace(/^\[(.*)\]$/, '$1');
}

function parseLiteral(text: string): (Address & { kind: 'literal' }) | undefined {
  if (isIPv4(text)) return { kind: 'literal', text, host: text, version: 4 };
  const inner = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  return isIPv6(inner) && zoneOf(inner).length <= MAX_ZONE
    ? { kind: 'literal', text, host: inner, version: 6 }
    : undefined;
}

function zoneOf(host: string): string {
  return host.split('%', 2)[1] ?? '';
}

/** Says what was probably meant by a text that is no address: a URL, leading zeros, a port that belongs to another tag. */
function otherProblem(text: string, portTag: string): string | undefined {
  if (text.includes('://')) {
    const host = /^[^:]*:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/.exec(text)?.[1];
    return `This is a URL, not an address.${host ? ` Use ${host}.` : ''}`;
  }
  const plain = withoutLeadingZeros(text);
  if (plain !== undefined) return `The numbers of an IPv4 address have no leading zeros. Use ${plain}.`;
  const port = /^(?:[^:[\]]+|\[[^\]]*\]):(\d{1,5})$/.exec(text)?.[1];
  return port === undefined ? undefined : `An address has no port here. Give it as ${portTag}=${port}.`;
}

/** A number as the system's resolver takes it for an IPv4 address: `127.1`, `0x7f000001`. */
const NUMBER = /^(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+))*$/i;

/** Returns an IPv4 address without the leading zeros of its numbers; undefined where it has none or is none. */
function withoutLeadingZeros(text: string): string | undefined {
  if (!/^\d{1,12}(?:\.\d{1,12}){3}$/.test(text)) return undefined;
  const plain = text.replaceAll(/\b0+(?=\d)/g, '');
  return plain !== text && isIPv4(plain) ? plain : undefined;
}

function nameProblem(text: string): string | undefined {
  if (text === '') return 'The address is empty';
  if (text === EVERY_ADDRESS) return '* means every address, which can only be listened on';
  if (text.includes(':') && zoneOf(bareAddress(text)).length > MAX_ZONE) {
    return `The zone of an IPv6 address has at most ${MAX_ZONE} characters`;
  }
  if (text.length > MAX_NAME) return `A host name has at most ${MAX_NAME} characters`;
  if (text.includes(':')) return 'Not a valid IPv6 address';
  if (/^[\d.]+$/.test(text) || NUMBER.test(text)) return 'Not a valid IPv4 address';
  if (!/^[\p{L}\p{N}_]([\p{L}\p{N}_.-]*[\p{L}\p{N}_.])?$/u.test(text) || text.includes('..')) {
    return 'Not a valid host name';
  }
  return undefined;
}
