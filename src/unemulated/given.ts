import { splitArguments } from '../language/arguments.ts';
import { matchName } from '../language/match.ts';
import type { Token } from '../language/token.ts';

/** The values of a line by their tags in full. */
export type Given = ReadonlyMap<string, string>;

/**
 * Returns the values of a line, named or by position, as netsh places them; what has no tag here is left out. Made of them
 * are `dev` (an interface as this system may call it), `cidr` (address/length), `lladdr` (with colons) and `lastport`.
 */
export function givenValues(words: readonly Token[], tags: readonly string[]): Given {
  const list = tags.map((name) => ({ name }));
  const given = new Map<string, string>();
  const found = splitArguments(words, Object.fromEntries(list.map((tag) => [tag.name, tag])));
  for (const { name, value } of found) {
    const tag = name === undefined ? undefined : matchName(list, name);
    if (tag && value !== '') given.set(tag.name, value);
  }
  const free = tags.filter((name) => !given.has(name));
  for (const { name, value } of found) {
    if (name !== undefined) continue;
    const tag = free.shift();
    if (tag === undefined) break;
    given.set(tag, value);
  }
  return new Map([...given, ...madeOf(given)]);
}

function madeOf(given: Given): [string, string][] {
  const made = {
    dev: deviceOf(given.get('interface') ?? given.get('name')),
    cidr: cidrOf(given.get('address'), given.get('mask')),
    lladdr: linkAddressOf(given.get('neighbor')),
    lastport: lastOf(given.get('startport'), given.get('numberofports')),
  };
  return Object.entries(made).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

/** Windows' names with blanks and its numbers are not names of interfaces elsewhere. */
function deviceOf(name: string | undefined): string | undefined {
  return name !== undefined && /^[A-Za-z][\w.-]{0,14}$/.test(name) ? name : undefined;
}

function cidrOf(address: string | undefined, mask: string | undefined): string | undefined {
  if (address === undefined || address.includes('/')) return address;
  const length = mask === undefined ? undefined : lengthOf(mask);
  return `${address}/${length ?? (address.includes(':') ? 64 : 'LENGTH')}`;
}

/** Returns the length of a mask such as 255.255.255.0; undefined for what is not a mask. */
function lengthOf(mask: string): number | undefined {
  const parts = mask.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined;
  const bits = parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined;
}

function linkAddressOf(neighbor: string | undefined): string | undefined {
  return neighbor !== undefined && /^([\da-f]{2}[-:]){5}[\da-f]{2}$/i.test(neighbor)
    ? neighbor.replaceAll('-', ':').toLowerCase()
    : undefined;
}

function lastOf(start: string | undefined, count: string | undefined): string | undefined {
  if (!/^\d{1,5}$/.test(start ?? '') || !/^\d{1,5}$/.test(count ?? '')) return undefined;
  return String(Number(start) + Number(count) - 1);
}
