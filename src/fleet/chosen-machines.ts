import type { Entry } from '../portproxy/entry.ts';

/** A machine of a fleet, as entries choose it. */
export interface MachineFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Whether an entry of the fleet is for a machine: `machines` names it, or gives labels of which it has all (`site=berlin,role=edge`);
 * an entry without it is for every machine. Letters have no case.
 */
export function isForMachine(entry: Entry, { name, labels }: MachineFacts): boolean {
  const { machines } = entry;
  if (machines === undefined) return true;
  const terms = machines.split(',').map((term) => term.trim().toLowerCase());
  if (terms.includes(name.toLowerCase())) return true;
  const own = new Set(Object.entries(labels).map(([label, value]) => `${label}=${value}`.toLowerCase()));
  const wanted = terms.filter((term) => term.includes('='));
  return wanted.length > 0 && wanted.every((term) => own.has(term));
}
