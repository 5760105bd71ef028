import { isIP } from 'node:net';

/** Parses the name servers of a resolv.conf (resolv.conf(5)), in their order, each with its zone after `%`. */
export function parseNameServers(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const server = /^\s*nameserver\s+(\S+)/.exec(line)?.[1];
    return server !== undefined && isIP(server) !== 0 ? server : [];
  });
}
