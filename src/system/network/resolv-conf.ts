import { isIP } from 'node:net';

/** The name servers of a resolv.conf (resolv.conf(5)), in their order; a zone after `%` is kept. */
export function parseNameServers(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const server = /^\s*nameserver\s+(\S+)/.exec(line)?.[1];
    return server !== undefined && isIP(server) !== 0 ? server : [];
  });
}
