import { addressSpans } from '../../firewall/conditions/condition-spans.ts';
import { parseAddresses } from '../../firewall/condition-texts.ts';

/** Who may connect, as rules of advfirewall say it: all but those blocked, and where some are allowed, only those. */
export interface Clients {
  readonly allow: readonly string[];
  readonly block: readonly string[];
}

/** A line that allows or denies clients, in the order of a file; `addresses` is a text of `remoteip`. */
export interface ClientLine {
  readonly isAllowed: boolean;
  readonly addresses: string;
  readonly line: number;
}

/** Returns a text of `remoteip` in its one spelling; undefined for what is none. */
export function clientAddresses(text: string): string | undefined {
  const parsed = parseAddresses(text);
  return parsed.ok && /[\d:]|^any$/.test(parsed.value) ? parsed.value : undefined;
}

/**
 * Returns who may connect where the first line that meets a client decides, and nobody else is denied; or the line that
 * rules cannot say, as block wins over allow whatever its place.
 */
export function firstDecides(lines: readonly ClientLine[]): Clients | ClientLine {
  const end = lines.findIndex(({ addresses }) => addresses === 'any');
  const isOpen = end < 0 || lines[end]!.isAllowed;
  const before = end < 0 ? lines : lines.slice(0, end);
  const allowed: string[] = [];
  const block: string[] = [];
  for (const [at, one] of before.entries()) {
    if (one.isAllowed) allowed.push(one.addresses);
    else if (isOpen || before.slice(at).some(({ isAllowed }) => isAllowed)) {
      if (allowed.some((addresses) => overlap(addresses, one.addresses))) return one;
      block.push(one.addresses);
    }
  }
  if (isOpen) return { allow: [], block };
  return allowed.length === 0 ? { allow: [], block: ['any'] } : { allow: allowed, block };
}

function overlap(one: string, other: string): boolean {
  const facts = { localSubnets: [] };
  const [first = [], second = []] = [addressSpans(one, facts), addressSpans(other, facts)];
  return first.some(({ from, to }) => second.some((span) => span.from <= to && span.to >= from));
}
