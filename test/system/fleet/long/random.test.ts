import { expect, test } from 'vitest';
import { FleetTable } from '../../../../src/fleet/fleet-table.ts';
import { until } from '../../../service/sandbox.ts';
import { block } from '../block.ts';
import { type TestMember, add, changed, current, join } from '../members.ts';
import { NatsCluster } from '../nats-cluster.ts';

const MEMBERS = 4;
const PORTS = 12;
const FOR_MS = 60_000;

/** Numbers that follow on a seed, from 0 to below `most`: a run that fails can be run again. */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

test('whatever is changed at random while servers and members die, nothing acknowledged is lost and all are the same', async () => {
  const seed = Number(process.env['NETSH_SEED'] ?? Date.now() % 1_000_000);
  console.log(`NETSH_SEED=${seed}`);
  const random = numbers(seed);
  const cluster = await NatsCluster.start();
  const members: TestMember[] = Array.from({ length: MEMBERS }, (_, at) => join(cluster.servers, `gw${at}`));
  for (const member of members) await current(member, 0, 40_000);
  const acknowledged = new Set<string>();
  const until60 = performance.now() + FOR_MS;
  let count = 0;
  const work = async (at: number): Promise<void> => {
    while (performance.now() < until60) {
      const member = members[at]!;
      const comment = `c${(count += 1)}`;
      const port = 20_000 + random(PORTS);
      const side = { family: 'v4tov4', listenAddress: '*', listenPort: String(port) } as const;
      const kind = random(60);
      const change =
        kind < 15
          ? ({ op: 'delete', side } as const)
          : kind < 20
            ? block(comment, port)
            : kind === 20
              ? ({ op: 'rule-delete', filter: { localPort: String(port) } } as const)
              : add(port, { comment });
      const [result] = await member.change(change).catch(() => []);
      if (result?.kind === 'done' && (change.op === 'add' || change.op === 'rule-add'))
        acknowledged.add(comment);
      if (!result) await until(() => members[at]!.member.link.kind === 'current', 40_000).catch(() => {});
    }
  };
  const harm = async (): Promise<void> => {
    while (performance.now() < until60) {
      const server = cluster.servers[random(cluster.servers.length)]!;
      const before = count;
      if (random(2) === 0) {
        await server.kill();
        await until(() => count > before + 40 || performance.now() > until60, 20_000).catch(() => {});
        await server.start();
      } else {
        server.hang();
        await until(() => count > before + 40 || performance.now() > until60, 20_000).catch(() => {});
        server.goOn();
      }
      // A member begins anew from its copy.
      const at = random(MEMBERS);
      const table = FleetTable.parse(members[at]!.member.table.document());
      await members[at]!.member.close();
      members[at] = join(cluster.servers, `gw${at}`, { table });
      const after = count;
      await until(() => count > after + 100 || performance.now() > until60, 20_000).catch(() => {});
    }
  };
  await Promise.all([...members.keys()].map(work).concat(harm()));
  await changed(members[0]!, add(30_000));
  const { revision } = members[0]!.member.table.point;
  for (const member of members) await current(member, revision, 60_000);
  expect(members[0]!.member.table.rulebook.rules.length).toBeGreaterThan(0);
  const documents = new Set(members.map(({ member }) => member.table.document()));
  expect(documents.size).toBe(1);
  const history = await members[1]!.member.history({ commits: 20_000, changes: 10 });
  expect(history.map((commit) => commit.revision)).toEqual(history.map((_, at) => at + 1));
  const logged = history.flatMap(({ changes }) =>
    changes.flatMap(({ key, values }) => [key.replace(/^rule /, ''), ...values.map(({ after }) => after)]),
  );
  const told = new Set(logged);
  console.log(`${revision} revisions, ${acknowledged.size} acknowledged changes`);
  expect([...acknowledged].filter((comment) => !told.has(comment))).toEqual([]);
  // A machine that comes last reads the same, and the table is what the history makes of it.
  const last = join(cluster.servers, 'last');
  await current(last, revision, 60_000);
  expect(last.member.table.document()).toBe(members[0]!.member.table.document());
});
