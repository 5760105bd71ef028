import type { Outcome } from '../../src/language/outcome.ts';
import { labelled } from './labelled.ts';

/** The name servers, in the layout of netsh's blocks; they belong to no single interface. */
export function dnsAnswer(servers: readonly string[]): Outcome {
  return { kind: 'text', lines: ['', ...dnsBlock(servers)], json: { dnsServers: servers } };
}

/** The block of name servers, with its blank line. */
export function dnsBlock(servers: readonly string[]): string[] {
  return ['Configuration for all interfaces', ...labelled('DNS Servers', servers), ''];
}
