import type { TrafficFacts } from './facts.ts';

/** Parses /proc/net/dev (proc_pid_net(5)): the first figure after a name is bytes in, the ninth bytes out. */
export function parseTraffic(text: string): TrafficFacts[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\S+):\s*(\d[\d\s]*)$/.exec(line);
    const figures = match?.[2]?.trim().split(/\s+/).map(Number) ?? [];
    const [bytesIn] = figures;
    const bytesOut = figures[8];
    if (match?.[1] === undefined || bytesIn === undefined || bytesOut === undefined) return [];
    return { interface: match[1], bytesIn, bytesOut };
  });
}
