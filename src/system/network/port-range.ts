import type { PortRange } from './facts.ts';

/** Parses net.ipv4.ip_local_port_range (ip(7)): the first and the last port, for TCP and UDP of both IP versions. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^\s*(\d{1,5})\s+(\d{1,5})\s*$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  return match && last >= first ? { start: first, count: last - first + 1 } : undefined;
}
