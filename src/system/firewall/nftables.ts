import type { SystemFirewall } from './system-firewall.ts';

/** Returns nftables where a chain that sees arriving packets drops what none of its rules accepts (nft(8), "CHAINS"). */
export function nftablesOf(ruleset: string): SystemFirewall | undefined {
  const chain = droppingChain(ruleset);
  if (chain === undefined) return undefined;
  return {
    name: 'nftables',
    opening(protocol, ports) {
      const set = ports.length === 1 ? ports[0] : `'{' ${ports.join(', ')} '}'`;
      return `sudo nft insert rule ${chain} ${protocol} dport ${set} accept`;
    },
  };
}

/** Families whose chains see packets of IPv4; a name is repeated in a command, so only plain ones are taken. */
const TABLE = /\btable\s+(?:(inet|ip|ip6)\s+)?([\w.-]+)\s*\{/g;
const CHAIN = /\bchain\s+([\w.-]+)\s*\{([^{}]*)/g;

/** Family, table and name of the first chain of the hook `input` whose policy is to drop. */
function droppingChain(ruleset: string): string | undefined {
  const text = ruleset.replaceAll(/#.*/g, '');
  const tables = [...text.matchAll(TABLE)];
  for (const [at, table] of tables.entries()) {
    const [, family = 'ip', name] = table;
    if (family === 'ip6') continue;
    const body = text.slice(table.index, tables[at + 1]?.index);
    for (const [, chain, first = ''] of body.matchAll(CHAIN)) {
      if (/\bhook\s+input\b/.test(first) && /\bpolicy\s+drop\b/.test(first))
        return `${family} ${name} ${chain}`;
    }
  }
  return undefined;
}
