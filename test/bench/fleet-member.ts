import { randomUUID } from 'node:crypto';
import { FleetTable } from '../../src/fleet/fleet-table.ts';
import { Member } from '../../src/fleet/member.ts';
import { NO_SERVICES } from '../../src/portproxy/port.ts';

/** A member of the fleet `bench`, as the service has one; `onNews` is called when it has another table, and when it has connected or lost its servers. */
export function join(servers: readonly string[], machine: string, onNews: () => void = () => {}): Member {
  return new Member({
    setting: { servers, fleet: 'bench', machine, id: randomUUID(), labels: {} },
    version: '0.0.0-bench',
    table: new FleetTable(),
    // The member has the table as soon as it has told of it.
    onTable: () => queueMicrotask(onNews),
    report: () => ({ counts: { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 }, silent: [] }),
    onNotice: () => queueMicrotask(onNews),
    services: () => NO_SERVICES,
    onQuestion: () => {},
  });
}
