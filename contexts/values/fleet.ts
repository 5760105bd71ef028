import { fleetNameProblem, memberNameProblem } from '../../src/fleet/names.ts';
import { labelsProblem, serversProblem } from '../../src/fleet/setting.ts';
import type { Facts } from '../../src/language/facts.ts';
import type { Given, Suggestion, ValueType } from '../../src/language/schema.ts';

/** The servers of a fleet, by commas. */
export const fleetServers: ValueType<readonly string[]> = {
  usage: '<string>',
  accepts: 'servers by commas, each nats://HOST:PORT or tls://HOST:PORT',
  parse(text) {
    const value = text.split(',');
    const reason = serversProblem(value);
    return reason === undefined ? { ok: true, value } : { ok: false, reason };
  },
  suggest: () => [{ value: 'nats://HOST:4222', text: 'A server of the fleet' }],
};

/** The name of a fleet. */
export const fleetName: ValueType<string> = named('the name of a fleet', fleetNameProblem);

/** The name of a machine in a fleet. */
export const memberName: ValueType<string> = named(
  'the name of this machine in the fleet',
  memberNameProblem,
);

/** Labels of a machine. */
export const machineLabels: ValueType<Readonly<Record<string, string>>> = {
  usage: '<string>',
  accepts: 'labels by commas, each name=value: site=berlin,role=edge',
  parse(text) {
    const pairs = text.split(',').map((label): [string, string] => {
      const at = label.indexOf('=');
      return at < 0 ? [label, ''] : [label.slice(0, at), label.slice(at + 1)];
    });
    const value = Object.fromEntries(pairs);
    const reason = labelsProblem(value);
    return reason === undefined ? { ok: true, value } : { ok: false, reason };
  },
};

/**
 * Suggests which machines an entry chooses: their names and labels, and what other entries choose; behind a comma those that can
 * stand beside the ones before it.
 */
export function chosenMachines(
  { machines = [], entries }: Facts,
  _given: Given,
  prefix: string,
): Suggestion[] {
  const before = prefix.slice(0, prefix.lastIndexOf(',') + 1);
  const typed = new Set(before.toLowerCase().split(','));
  const labels = new Map<string, number>();
  for (const machine of machines) {
    for (const [name, value] of Object.entries(machine.labels)) {
      const label = `${name}=${value}`;
      labels.set(label, (labels.get(label) ?? 0) + 1);
    }
  }
  const used = new Set(entries.flatMap(({ machines: chosen }) => chosen?.split(',') ?? []));
  const found = new Map<string, string>([
    ...[...used].map((term): [string, string] => [term, 'Chosen by an entry']),
    ...[...labels].map(([label, count]): [string, string] => [
      label,
      count === 1 ? '1 machine' : `${count} machines`,
    ]),
    ...machines.map(({ name }): [string, string] => [name, 'A machine of the fleet']),
  ]);
  return [...found]
    .filter(([term]) => !typed.has(term.toLowerCase()))
    .map(([term, text]) => ({ value: `${before}${term}`, text }));
}

/** The name of a user of the servers of a fleet. */
export const engineUser: ValueType<string> = named('the name of a user of the servers', (text) =>
  text === '' ? 'Give the name of a user of the servers.' : undefined,
);

/** The number of a revision of the fleet's table. */
export const revisionNumber: ValueType<number> = {
  ...countOf(Number.MAX_SAFE_INTEGER),
  accepts: 'a revision that fleet show history lists',
};

/** A whole number from 1 to a limit. */
export function countOf(most: number): ValueType<number> {
  return {
    usage: '<integer>',
    accepts: `a whole number from 1 to ${most}`,
    parse: (text) =>
      /^[1-9]\d{0,15}$/.test(text) && Number(text) <= most
        ? { ok: true, value: Number(text) }
        : { ok: false, reason: `Use a whole number from 1 to ${most}.` },
  };
}

function named(accepts: string, problem: (text: string) => string | undefined): ValueType<string> {
  return {
    usage: '<string>',
    accepts,
    parse(value) {
      const reason = problem(value);
      return reason === undefined ? { ok: true, value } : { ok: false, reason };
    },
  };
}
