import path from 'node:path';
import { failureOf } from '../src/language/failure.ts';
import type { Outcome } from '../src/language/outcome.ts';
import { command, optional, required } from '../src/language/schema.ts';
import type { FleetMachine, FleetMembership, FleetResult } from '../src/service/contract/fleet.ts';
import { helpEntries } from './common.ts';
import { showHistory, undo } from './fleet-history.ts';
import type { Host, NetshContext } from './host.ts';
import { ageText, tableLines } from './layout.ts';
import { engineUser, fleetName, fleetServers, machineLabels, memberName } from './values/fleet.ts';
import { path as filePath } from './values/word.ts';
import { watchMachines } from './watch/machines.ts';

/** `fleet`: one table for many machines. Ours. */
export const fleet: NetshContext = {
  kind: 'context',
  name: 'fleet',
  brief: 'One table for many machines: join, leave, show, undo.',
  extension: true,
  entries: [
    ...helpEntries,
    command({
      name: 'join',
      text: 'Makes this machine a member of a fleet.',
      tags: {
        servers: required(fleetServers, 'Servers of the fleet (nats-server with JetStream), by commas.'),
        name: optional(fleetName, 'Name of the fleet.', { fallback: 'main' }),
        machine: optional(memberName, 'Name of this machine in the fleet.', { fallback: 'its host name' }),
        labels: optional(machineLabels, 'Labels by which entries choose machines.', { fallback: 'none' }),
        user: optional(engineUser, 'User of the servers, with its password.', { fallback: 'none' }),
        password: optional(filePath, 'File that holds the password.', { fallback: 'none' }),
        credentials: optional(filePath, 'File of credentials (.creds).', { fallback: 'none' }),
        nkey: optional(filePath, 'File that holds the seed of an nkey.', { fallback: 'none' }),
        ca: optional(filePath, 'File with the certificate authority of the servers.', {
          fallback: 'those of the system',
        }),
        certificate: optional(filePath, 'File with the certificate of this machine.', { fallback: 'none' }),
        key: optional(filePath, 'File with the key of the certificate.', { fallback: 'none' }),
      },
      remarks: [
        'The relay of this machine follows the table of the fleet beside its',
        'own from here on, also after a restart and while the servers are',
        'away. Files with a secret must be readable by their owner alone.',
        'set machine fleet goes to the table of the fleet.',
      ],
      examples: [
        'join servers=nats://10.0.0.1:4222,nats://10.0.0.2:4222',
        'join servers=tls://gw.example:4222 name=edge labels=site=berlin,role=edge ca=/etc/netsh/ca.pem',
      ],
      action: async ({ name, password, credentials, nkey, ca, certificate, key, ...given }, host: Host) => {
        const files = { password, credentials, nkey, ca, certificate, key };
        const named = Object.entries(files).flatMap(([what, file]) =>
          file === undefined ? [] : [[what, whole(file, host)]],
        );
        return answer(
          await host.backend.joinFleet({
            ...given,
            ...(name !== undefined && { fleet: name }),
            ...Object.fromEntries(named),
          }),
        );
      },
    }),
    command({
      name: 'leave',
      text: 'Ends the membership of this machine.',
      remarks: [
        'The entries of the fleet listen no more on this machine. The table of',
        'the fleet stays as it is, and so do the own entries of this machine.',
      ],
      action: async (_args, host: Host) => answer(await host.backend.leaveFleet()),
    }),
    undo,
    {
      kind: 'group',
      name: 'show',
      text: 'Shows the fleet, its machines and its history.',
      commands: [
        showHistory,
        command({
          name: 'machines',
          text: 'Lists the machines of the fleet.',
          remarks: [
            'Lists the machines of the fleet with the revision that each follows,',
            'what its entries of the fleet do, and since when one is lost. With',
            '--watch, goes on with each that is lost, comes back or changes.',
          ],
          action: async (_args, host: Host) => {
            const { membership, machines } = await host.backend.fleet();
            if (!membership) return NO_FLEET;
            const away = membership.link === 'away' ? [awayText(membership), ''] : [];
            return {
              kind: 'text',
              lines: ['', ...(machines.length > 0 ? machineLines(machines) : []), '', ...away],
              json: { machines },
            };
          },
          watch: (_args, host: Host, signal) => watchMachines(host, machineText, signal),
        }),
        command({
          name: 'status',
          text: 'Shows how this machine stands to its fleet.',
          remarks: [
            'Shows the fleet, its servers, the revision of its table that this',
            'machine follows, and how many machines it has.',
          ],
          action: async (_args, host: Host) => {
            const { membership, machines } = await host.backend.fleet();
            if (!membership) return NO_FLEET;
            return {
              kind: 'text',
              lines: statusLines(membership, machines),
              json: { ...membership, machines },
            };
          },
        }),
      ],
    },
  ],
};

const NO_FLEET: Outcome = {
  kind: 'text',
  lines: ['This machine is in no fleet.', ''],
  json: { machines: [] },
};

/** A path of another machine is taken as it is. */
function whole(file: string, host: Host): string {
  return host.elsewhere === undefined ? path.resolve(file) : file;
}

function answer(result: FleetResult): Outcome {
  return result.kind === 'done' ? { kind: 'done' } : failureOf(result.code, result.detail);
}

function statusLines(membership: FleetMembership, machines: readonly FleetMachine[]): string[] {
  const { fleet, machine, servers, revision, entries, link } = membership;
  const lost = machines.filter(({ lostMs }) => lostMs !== undefined).length;
  const rows: [string, string][] = [
    ['Fleet', fleet],
    ['Machine', [machine, labelsText(membership)].filter((text) => text !== '').join(', ')],
    ['Servers', servers.join(', ')],
    ['State', link === 'current' ? 'connected' : awayText(membership)],
    ['Revision', String(revision)],
    ['Entries', String(entries)],
    ...(link === 'current'
      ? [['Machines', `${machines.length}${lost > 0 ? `, ${lost} lost` : ''}`] satisfies [string, string]]
      : []),
  ];
  return ['', ...rows.map(([name, value]) => `${name.padEnd(12)}: ${value}`), ''];
}

function awayText({ since, reason = '' }: FleetMembership): string {
  const age = since === undefined ? '' : ` since ${ageText(Date.now() - since)}`;
  return `away${age}: ${reason}`;
}

function machineLines(machines: readonly FleetMachine[]): string[] {
  return tableLines(
    [
      { title: 'Machine' },
      { title: 'State' },
      { title: 'Revision', right: true },
      { title: 'Listening', right: true },
      { title: 'Silent', right: true },
      { title: 'Version' },
      { title: 'Labels' },
    ],
    machines.map((machine) => {
      const { name, lostMs, revision, counts, version } = machine;
      const state = lostMs === undefined ? 'there' : `lost since ${ageText(lostMs)}`;
      const silent = silentOf(machine);
      return [
        name,
        state,
        String(revision),
        String(counts.listening),
        String(silent),
        version,
        labelsText(machine),
      ];
    }),
  );
}

/** A machine on one line, for `--watch`. */
function machineText(machine: FleetMachine): string {
  const { name, lostMs, revision, counts } = machine;
  const state = lostMs === undefined ? 'there' : `lost since ${ageText(lostMs)}`;
  return `${name}  ${state}  revision ${revision}  ${counts.listening} listening, ${silentOf(machine)} silent`;
}

function silentOf({ counts }: FleetMachine): number {
  return counts.held + counts.failed + counts.stopped;
}

function labelsText({ labels }: Pick<FleetMachine, 'labels'>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
