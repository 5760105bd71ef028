import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import type { RuleChange } from '../../../src/firewall/rule-change.ts';
import { FleetTable } from '../../../src/fleet/fleet-table.ts';
import { Member } from '../../../src/fleet/member.ts';
import type { FleetSetting } from '../../../src/fleet/setting.ts';
import type { ChangeResult } from '../../../src/portproxy/changes/results.ts';
import type { EntryValues } from '../../../src/portproxy/entry.ts';
import { NO_SERVICES } from '../../../src/portproxy/port.ts';
import type { Change } from '../../../src/portproxy/table.ts';
import { until } from '../../service/sandbox.ts';

/** A member in this process, and what it told. */
export interface TestMember {
  readonly member: Member;
  /** The revisions of the tables that it was told of, in order. */
  readonly steps: number[];
  readonly notices: string[];
  /** Makes changes as a user of this machine. */
  change(...changes: (Change | RuleChange)[]): Promise<readonly ChangeResult[]>;
}

const members: Member[] = [];

afterEach(async () => {
  for (const member of members.splice(0)) await member.close();
});

/** The setting of a machine of the fleet `test` at servers. */
export function settingOf(
  servers: readonly { readonly url: string }[],
  machine: string,
  more: Partial<FleetSetting> = {},
): FleetSetting {
  const urls = servers.map(({ url }) => url);
  return { servers: urls, fleet: 'test', machine, id: randomUUID(), labels: {}, ...more };
}

/** A member of the fleet `test` at servers. */
export function join(
  servers: readonly { readonly url: string }[],
  machine: string,
  { table = new FleetTable(), setting = {} }: { table?: FleetTable; setting?: Partial<FleetSetting> } = {},
): TestMember {
  const steps: number[] = [];
  const notices: string[] = [];
  const member = new Member({
    setting: settingOf(servers, machine, setting),
    version: '0.0.0-test',
    table,
    onTable: (table) => steps.push(table.point.revision),
    report: () => ({ counts: { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 }, silent: [] }),
    onNotice: (text) => notices.push(text),
    services: () => NO_SERVICES,
    onQuestion: () => {},
  });
  members.push(member);
  return {
    member,
    steps,
    notices,
    change: (...changes) => member.changes({ changes, stopAtFirst: false }, 'ada'),
  };
}

/** Resolves when a member follows its fleet, at a revision where one is given. */
export async function current(
  { member, notices }: TestMember,
  revision = 0,
  limitMs?: number,
): Promise<void> {
  await until(() => member.link.kind === 'current' && member.table.point.revision >= revision, limitMs).catch(
    (error: unknown) => {
      throw new Error([`Revision ${member.table.point.revision} of ${revision}`, ...notices].join('\n'), {
        cause: error,
      });
    },
  );
}

/** A change that adds an entry of TCP on a port. */
export function add(port: number, values: Partial<EntryValues> = {}): Change {
  return {
    op: 'add',
    values: { family: 'v4tov4', listenPort: String(port), connectAddress: '127.0.0.1', ...values },
  };
}

/** Makes a change, again where the servers are away, until it is made; rejects after 40 seconds. */
export async function changed(at: TestMember, change: Change): Promise<void> {
  let last: unknown;
  await until(async () => {
    last = await at.change(change).catch(String);
    return Array.isArray(last) && Object(last[0]).kind === 'done';
  }, 40_000).catch(() => {
    throw new Error(`Not made: ${JSON.stringify(last)}`);
  });
}
