import { readFileSync, readdirSync } from 'node:fs';

/** Time that a process has spent on processors so far, in all its threads, ms (Linux: schedstat in /proc). */
export function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const times = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'));
  return times.reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1e6, 0);
}
