import { isIP } from 'node:net';
import { addressBits, addressText as spelled } from './conditions/address-bits.ts';
import type { FieldText } from './rule-field.ts';

// Texts of conditions in one spelling, so that equal conditions are equal texts.

/** Most items of one list. */
const MAX_ITEMS = 10_000;

/** Words that stand for addresses (documentation of `advfirewall firewall add rule`). */
const ADDRESS_WORDS: ReadonlySet<string> = new Set(['localsubnet', 'dns', 'dhcp', 'wins', 'defaultgateway']);

/** Words that stand for ports of Windows' own services. */
const PORT_WORDS: ReadonlySet<string> = new Set(['rpc', 'rpc-epmap', 'iphttps', 'teredo']);

const USE_ADDRESS =
  'Use an address, a network such as 10.0.0.0/8, a range such as 10.0.0.5-10.0.0.9, or any.';
const USE_PORT = 'Use a port from 0 to 65535, a range such as 80-90, several with commas, or any.';
const USE_PROTOCOL = 'Use tcp, udp, icmpv4, icmpv6, any, or a number from 0 to 255.';

/** Reads addresses, networks, ranges and words, with commas between them. */
export function parseAddresses(text: string): FieldText {
  return listText(text, 'value', USE_ADDRESS, addressItem);
}

/** Reads ports of this machine, ranges and words, with commas between them. */
export function parseLocalPorts(text: string): FieldText {
  return listText(text, 'port', USE_PORT, (item) => (PORT_WORDS.has(item) ? item : portItem(item)));
}

/** Reads ports of the other end. */
export function parseRemotePorts(text: string): FieldText {
  return listText(text, 'port', USE_PORT, portItem);
}

/** Reads profiles with commas between them; all three are `any`. */
export function parseProfiles(text: string): FieldText {
  const known = ['domain', 'private', 'public'];
  const use = 'Use domain, private, public, several with commas, or any.';
  const parsed = listText(text, 'value', use, (item) =>
    item === '' ? undefined : known.find((profile) => profile.startsWith(item)),
  );
  if (!parsed.ok || parsed.value === 'any') return parsed;
  const given = new Set(parsed.value.split(','));
  const value = given.size === known.length ? 'any' : known.filter((one) => given.has(one)).join(',');
  return { ok: true, value };
}

/** Reads a protocol: a word, a number, or ICMP with a type and a code. */
export function parseProtocol(text: string): FieldText {
  const lower = text.trim().toLowerCase();
  const word = { '6': 'tcp', '17': 'udp', '1': 'icmpv4', '58': 'icmpv6' }[lower] ?? lower;
  if (['any', 'tcp', 'udp', 'icmpv4', 'icmpv6'].includes(word)) return { ok: true, value: word };
  if (/^\d{1,3}$/.test(word) && Number(word) <= 255) return { ok: true, value: String(Number(word)) };
  const icmp = /^(icmpv[46]):(any|\d{1,3}),(any|\d{1,3})$/.exec(word.replaceAll(' ', ''));
  const parts = icmp?.slice(2) ?? ['256'];
  if (!parts.every((part) => part === 'any' || Number(part) <= 255)) {
    return { ok: false, refusal: 'protocol', reason: USE_PROTOCOL };
  }
  return {
    ok: true,
    value: `${icmp?.[1]}:${parts.map((part) => (part === 'any' ? part : Number(part))).join(',')}`,
  };
}

function listText(
  text: string,
  refusal: 'value' | 'port',
  use: string,
  item: (item: string) => string | undefined,
): FieldText {
  const items = text.split(',', MAX_ITEMS + 1).map((one) => one.trim().toLowerCase());
  if (items.length > MAX_ITEMS)
    return { ok: false, refusal, reason: `A list has at most ${MAX_ITEMS} items.` };
  if (items.length === 1 && items[0] === 'any') return { ok: true, value: 'any' };
  const found = new Set<string>();
  for (const one of items) {
    const accepted = item(one);
    if (accepted === undefined) return { ok: false, refusal, reason: itemReason(one, items.length, use) };
    found.add(accepted);
  }
  return { ok: true, value: [...found].join(',') };
}

function itemReason(item: string, count: number, use: string): string {
  const shown = item.slice(0, 40);
  if (item === '') return count === 1 ? use : `An item of the list is empty. ${use}`;
  return count === 1 ? use : `"${shown}" is not valid. ${use}`;
}

function portItem(item: string): string | undefined {
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(item.replaceAll(' ', '')) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const [first, last] = [Number(from), Number(to)];
  if (first > last || last > 65_535) return undefined;
  return first === last ? String(first) : `${first}-${last}`;
}

function addressItem(item: string): string | undefined {
  if (ADDRESS_WORDS.has(item)) return item;
  const slash = item.indexOf('/');
  if (slash >= 0) return networkItem(item.slice(0, slash), item.slice(slash + 1));
  const dash = item.indexOf('-');
  if (dash < 0) return addressText(item);
  const [from, to] = [addressText(item.slice(0, dash).trim()), addressText(item.slice(dash + 1).trim())];
  if (from === undefined || to === undefined || isIP(from) !== isIP(to)) return undefined;
  if (addressBits(from) > addressBits(to)) return undefined;
  return from === to ? from : `${from}-${to}`;
}

function networkItem(address: string, length: string): string | undefined {
  const text = addressText(address);
  if (text === undefined) return undefined;
  const width = isIP(text) === 4 ? 32 : 128;
  const prefix = isIP(length) === 4 && width === 32 ? maskLength(length) : prefixLength(length, width);
  if (prefix === undefined) return undefined;
  if (prefix === width) return text;
  const host = BigInt(width - prefix);
  return `${spelled((addressBits(text) >> host) << host, width)}/${prefix}`;
}

function prefixLength(text: string, width: number): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= width ? Number(text) : undefined;
}

/** The length of a mask such as 255.0.0.0; undefined where its ones do not come first. */
function maskLength(mask: string): number | undefined {
  const bits = addressBits(mask).toString(2).padStart(32, '0');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}

/** An address in its one spelling, without a zone; undefined for anything else. */
function addressText(text: string): string | undefined {
  const version = isIP(text);
  if (version === 4) return text;
  if (version === 0 || text.includes('%')) return undefined;
  return spelled(addressBits(text), 128);
}
