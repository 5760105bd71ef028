import type { Services } from '../portproxy/port.ts';
import { statSync } from 'node:fs';
import { etcPath, readSystemText } from './read-text.ts';

/** The services as they were read last, and what told that version of their file: macOS has 14,000 lines of them. */
let known: { readonly stamp: string; readonly services: Services } | undefined;

/** Returns the TCP services of this system, read anew when their file has changed; a small built-in table where it has none. */
export function systemServices(): Services {
  const path = etcPath('services');
  const stamp = stampOf(path);
  if (known?.stamp === stamp) return known.services;
  const text = readSystemText(path);
  known = { stamp, services: text === undefined ? BUILT_IN : parseServices(text) };
  return known.services;
}

/** Returns what tells one version of a file from the next; empty where it cannot be seen. */
function stampOf(path: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch {
    return '';
  }
}

/**
 * Parses a services table (services(5)): `name port/protocol aliases # comment`. Returns names and aliases in lower
 * case with their TCP port. The first line of a name wins; lines that are not understood are skipped.
 */
export function parseServices(text: string): Services {
  const services = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name, endpoint, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const match = /^(\d{1,5})\/tcp$/i.exec(endpoint ?? '');
    const port = Number(match?.[1] ?? 0);
    if (name === undefined || port < 1 || port > 65_535) continue;
    for (const each of [name, ...aliases]) {
      const key = each.toLowerCase();
      if (!services.has(key)) services.set(key, port);
    }
  }
  return services;
}

/** Names that nearly every services table holds. */
const BUILT_IN: Services = new Map([
  ['ftp', 21],
  ['ssh', 22],
  ['telnet', 23],
  ['smtp', 25],
  ['domain', 53],
  ['http', 80],
  ['www', 80],
  ['kerberos', 88],
  ['pop3', 110],
  ['ntp', 123],
  ['imap', 143],
  ['imap2', 143],
  ['ldap', 389],
  ['https', 443],
  ['microsoft-ds', 445],
  ['submission', 587],
  ['ldaps', 636],
  ['imaps', 993],
  ['pop3s', 995],
  ['ms-sql-s', 1433],
  ['mysql', 3306],
  ['ms-wbt-server', 3389],
  ['postgresql', 5432],
]);
