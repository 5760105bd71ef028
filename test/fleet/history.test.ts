import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedBody } from '../../src/fleet/changed-body.ts';
import type { Commit, CommitBody } from '../../src/fleet/commit.ts';
import { FleetTable } from '../../src/fleet/fleet-table.ts';
import { pastCommits } from '../../src/fleet/history.ts';
import type { LoggedCommit } from '../../src/fleet/log.ts';
import { planWhole } from '../../src/fleet/plan-changes.ts';
import { planUndo, readUndone } from '../../src/fleet/plan-undo.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import { entryKey } from '../../src/portproxy/key.ts';
import { NO_SERVICES } from '../../src/portproxy/port.ts';

function entry(port: number, more: object = {}): Entry {
  return {
    family: 'v4tov4',
    listenAddress: '*',
    listenPort: String(port),
    connectAddress: '10.0.0.5',
    connectPort: '80',
    protocol: 'tcp',
    ...more,
  };
}

/** A log of commits in memory, and the table that they make. */
class Log {
  readonly table = new FleetTable();
  readonly logged: LoggedCommit[] = [];

  commit(body: CommitBody, user = 'ada'): void {
    const { id: parent, revision: before, sequence: last } = this.table.point;
    const [revision, sequence] = [before + 1, last + 2];
    const author = { user, machine: 'gw1' };
    const commit: Commit = { id: `c${revision}`, parent, revision, author, at: revision * 1000, ...body };
    this.table.apply(commit, sequence);
    this.logged.push({ commit, sequence });
  }

  async *read(from = 0): AsyncGenerator<LoggedCommit> {
    yield* this.logged.slice(from);
  }

  async undo(revision: number, side = {}) {
    const { answer, body } = planUndo(this.table, await readUndone(this.read(), revision, side), []);
    if (body) this.commit(body);
    return answer;
  }
}

const DONE = { kind: 'done', notices: [] };
const ALL = { commits: 100, changes: 100 };

test('the history tells what was added, changed and deleted, with the values of before', async () => {
  const log = new Log();
  log.commit({ put: [entry(80, { comment: 'web' })], remove: [] });
  log.commit({ put: [entry(80, { connectPort: '81' })], remove: [] }, 'bob');
  log.commit({ put: [entry(82, { futureOption: 'x' })], remove: ['v4tov4 * 80'] });
  expect(await pastCommits(log.read(), ALL)).toEqual([
    {
      revision: 1,
      at: 1000,
      author: { user: 'ada', machine: 'gw1' },
      changes: [
        {
          key: 'v4tov4 * 80',
          kind: 'added',
          values: [
            { tag: 'connectaddress', after: '10.0.0.5' },
            { tag: 'connectport', after: '80' },
            { tag: 'comment', after: 'web' },
          ],
        },
      ],
      count: 1,
    },
    {
      revision: 2,
      at: 2000,
      author: { user: 'bob', machine: 'gw1' },
      changes: [
        {
          key: 'v4tov4 * 80',
          kind: 'changed',
          values: [
            { tag: 'connectport', before: '80', after: '81' },
            { tag: 'comment', before: 'web' },
          ],
        },
      ],
      count: 1,
    },
    expect.objectContaining({ revision: 3, count: 2 }),
  ]);
  const [last] = await pastCommits(log.read(), { ...ALL, listenPort: '82' });
  expect(last?.changes[0]?.values).toContainEqual({ tag: 'futureoption', after: 'x' });
});

test('the newest commits are told, and of each as many changes as asked for', async () => {
  const log = new Log();
  for (let port = 1; port <= 5; port += 1)
    log.commit({ put: [entry(port), entry(port + 10), entry(port + 20)], remove: [] });
  const told = await pastCommits(log.read(), { commits: 2, changes: 1 });
  expect(told.map(({ revision, changes, count }) => [revision, changes.length, count])).toEqual([
    [4, 1, 3],
    [5, 1, 3],
  ]);
  expect(await pastCommits(log.read(), { ...ALL, revision: 3 })).toMatchObject([{ revision: 3 }]);
  expect(await pastCommits(log.read(), { ...ALL, listenAddress: '10.0.0.9' })).toEqual([]);
});

const bodies = fc.array(
  fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom('a', 'b', 'c')), {
    selector: ([port]) => port,
  }),
  { minLength: 1, maxLength: 6 },
);

test('the last commit of any log is undone to the entries of before, and its undoing as well', async () => {
  await fc.assert(
    fc.asyncProperty(bodies, async (lists) => {
      const log = new Log();
      let before: Entry[] = [];
      for (const list of lists) {
        const body = changedBody(
          log.table.entries(),
          list.map(([port, comment]) => entry(port, { comment })),
        );
        if (!body) continue;
        before = log.table.entries();
        log.commit(body);
      }
      const { revision } = log.table.point;
      fc.pre(revision > 0);
      const after = log.table.entries();
      expect(await log.undo(revision)).toEqual(DONE);
      expect(byKey(log.table.entries())).toEqual(byKey(before));
      // A commit that only moved entries is undone by none.
      if (log.table.point.revision > revision) expect(await log.undo(revision + 1)).toEqual(DONE);
      expect(byKey(log.table.entries())).toEqual(byKey(after));
    }),
  );
});

function byKey(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((one, other) => (entryKey(one) < entryKey(other) ? -1 : 1));
}

test('what was changed later is not undone, and the later change is named; what was put back is', async () => {
  const log = new Log();
  log.commit({ put: [entry(80), entry(81)], remove: [] });
  log.commit({ put: [entry(80, { comment: 'later' })], remove: [] }, 'bob');
  expect(await log.undo(1)).toEqual({
    kind: 'conflict',
    conflicts: [
      {
        code: 'changed',
        detail:
          'v4tov4 *:80 was changed by bob on gw1 later (revision 2, 1970-01-01 00:00:02 UTC). ' +
          'Undo revision 2 first, or change the entry itself.',
      },
    ],
  });
  expect(log.table.size).toBe(2);
  expect(await log.undo(1, { listenPort: '81' })).toEqual(DONE);
  expect(await log.undo(2)).toEqual(DONE);
  expect(await log.undo(1, { listenPort: '80' })).toEqual(DONE);
  expect(log.table.size).toBe(0);
});

test('a log without its beginning undoes only what it tells of', async () => {
  const log = new Log();
  log.commit({ put: [entry(80)], remove: [] });
  log.commit({ put: [entry(80, { comment: 'a' })], remove: [] });
  log.commit({ put: [entry(80, { comment: 'b' })], remove: [] });
  await expect(readUndone(log.read(1), 2, {})).rejects.toThrow('does not reach back');
  await expect(readUndone(log.read(1), 1, {})).rejects.toThrow('keep revision 1 no more');
  await expect(readUndone(log.read(1), 9, {})).rejects.toThrow('The last revision is 3');
  await expect(readUndone(log.read(1), 3, { listenPort: '1' })).rejects.toThrow('did not change that entry');
  expect((await readUndone(log.read(1), 3, {})).steps).toMatchObject([{ before: { comment: 'a' } }]);
});

test('what is staged against an older table is refused, and the author of the newer one is named', () => {
  const log = new Log();
  log.commit({ put: [entry(80)], remove: [] });
  log.commit({ put: [entry(80, { comment: 'new' })], remove: [] }, 'bob');
  const stale = {
    changes: [{ op: 'reset' } as const],
    expected: { entries: [entry(80)], absent: [], nothingElse: true },
  };
  const recent = log.logged.map(({ commit }) => commit);
  const refused = (by: string) => ({
    kind: 'conflict',
    conflicts: [{ code: 'changed', detail: `v4tov4 *:80 was changed by bob on gw1 since (${by}).` }],
  });
  const plan = (commits: readonly Commit[]) => planWhole(log.table, stale, NO_SERVICES, [], commits).answer;
  expect(plan(recent)).toEqual(refused('revision 2, 1970-01-01 00:00:02 UTC'));
  // Long ago: only the table knows.
  expect(plan([])).toEqual(refused('revision 2'));
});

test('a transaction keeps the values that only a later netsh knows', () => {
  const log = new Log();
  log.commit({ put: [entry(80, { futureOption: 'x' })], remove: [] });
  const changes = [{ op: 'set', values: { family: 'v4tov4', listenPort: '80', connectPort: '81' } } as const];
  const expected = { entries: [entry(80)], absent: [], nothingElse: false };
  const { answer, body } = planWhole(log.table, { changes, expected }, NO_SERVICES);
  expect(answer).toEqual(DONE);
  expect(body?.put).toEqual([entry(80, { connectPort: '81', futureOption: 'x' })]);
});
