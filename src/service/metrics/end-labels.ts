/** How a connection ended, as a metric names it; `how` is one of few words, so that series stay few. */
export interface EndLabels {
  readonly by: string;
  readonly phase: string;
  readonly how: string;
}

/** Ways to end that have a label; all others are `other`. */
const NAMED: ReadonlySet<string> = new Set([
  'closed',
  'reset',
  'denied',
  'maxage',
  'bound',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
]);

/** Returns counts of ends (keyed `by phase how`, as the relay has them) with their labels, one count for each label. */
export function endCounts(ends: Iterable<readonly [string, number]>): (EndLabels & { count: number })[] {
  const found = new Map<string, EndLabels & { count: number }>();
  for (const [reason, count] of ends) {
    const [by = '', phase = '', told = ''] = reason.split(' ');
    const how = NAMED.has(told) ? told : 'other';
    const key = `${by} ${phase} ${how}`;
    const before = found.get(key);
    if (before) before.count += count;
    else found.set(key, { by, phase, how, count });
  }
  return [...found.values()];
}
