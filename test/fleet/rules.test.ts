import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import type { FirewallRule, Rulebook } from '../../src/firewall/rule.ts';
import { type Commit, fleetDocument, parseCommit } from '../../src/fleet/commit.ts';
import { FleetTable } from '../../src/fleet/fleet-table.ts';
import { pastCommits } from '../../src/fleet/history.ts';
import type { LoggedCommit } from '../../src/fleet/log.ts';
import { planChanges } from '../../src/fleet/plan-changes.ts';
import { planUndo, readUndone } from '../../src/fleet/plan-undo.ts';
import { rulesAfter, rulesChange } from '../../src/fleet/rules-change.ts';
import { NO_SERVICES } from '../../src/portproxy/port.ts';

const AUTHOR = { user: 'ada', machine: 'gw1' };

function rule(name: string, more: Partial<FirewallRule> = {}): FirewallRule {
  return {
    name,
    direction: 'in',
    action: 'block',
    enabled: true,
    profiles: 'any',
    protocol: 'tcp',
    localIp: 'any',
    remoteIp: 'any',
    localPort: '80',
    remotePort: 'any',
    ...more,
  };
}

const closed = { ...INITIAL_RULEBOOK.policies.domain, inbound: 'blockinbound' as const };

const rulebooks = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('80', '81')), { maxLength: 8 }),
    fc.boolean(),
  )
  .map(([rules, isClosed]): Rulebook => ({
    rules: rules.map(([name, localPort]) => rule(name, { localPort })),
    policies: isClosed ? { ...INITIAL_RULEBOOK.policies, public: closed } : INITIAL_RULEBOOK.policies,
  }));

/** A log of commits in memory, and the table that they make. */
class Log {
  readonly table = new FleetTable();
  readonly logged: LoggedCommit[] = [];

  commit(body: Partial<Commit>): void {
    const { id: parent, revision: before, sequence: last } = this.table.point;
    const revision = before + 1;
    const commit = {
      id: `c${revision}`,
      parent,
      revision,
      author: AUTHOR,
      at: 1,
      put: [],
      remove: [],
      ...body,
    };
    // As it is read from the servers.
    const read = parseCommit(fleetDocument(commit));
    if ('parts' in read) throw new Error('It has no parts.');
    this.table.apply(read, last + 1);
    this.logged.push({ commit: { ...read, at: 1 }, sequence: last + 1 });
  }

  take(rulebook: Rulebook): void {
    const rules = rulesChange(this.table.rulebook, rulebook);
    if (rules) this.commit({ rules });
  }

  plan(changes: Parameters<typeof planChanges>[1]['changes'], others: readonly Commit[] = []) {
    const planned = planChanges(this.table, { changes, stopAtFirst: false }, NO_SERVICES, others);
    if (planned.body) this.commit(planned.body);
    return planned.answer;
  }

  async *read(): AsyncGenerator<LoggedCommit> {
    yield* this.logged;
  }

  async undo(revision: number) {
    const { answer, body } = planUndo(this.table, await readUndone(this.read(), revision, {}), []);
    if (body) this.commit(body);
    return answer;
  }
}

const book = (...rules: FirewallRule[]): Rulebook => ({ ...INITIAL_RULEBOOK, rules });

test('a change makes any rulebook of any other, its order included', () => {
  fc.assert(
    fc.property(rulebooks, rulebooks, (before, after) => {
      const change = rulesChange(before, after);
      expect(change ? rulesAfter(before, change) : before).toEqual(after);
    }),
  );
});

test('a table is the same after its document was read, rules included', () => {
  fc.assert(
    fc.property(rulebooks, (rulebook) => {
      const log = new Log();
      log.take(rulebook);
      const read = FleetTable.parse(log.table.document());
      expect(read.rulebook).toEqual(rulebook);
      expect(read.document()).toBe(log.table.document());
    }),
  );
});

test('an earlier netsh, which knows no rules in a fleet, refuses only what has some', () => {
  const head = { id: 'a', parent: '', revision: 1, author: AUTHOR, put: [], remove: [] };
  expect(JSON.parse(fleetDocument(head))).toMatchObject({ format: 1 });
  const rules = rulesChange(INITIAL_RULEBOOK, book(rule('web')));
  expect(JSON.parse(fleetDocument({ ...head, rules }))).toMatchObject({ format: 2 });
});

test('a rule that is not understood stops the machine, and is never passed over as what no netsh writes', () => {
  const head = { id: 'a', parent: '', revision: 1, author: AUTHOR, put: [], remove: [] };
  const refused: [object, boolean][] = [
    [{ at: 0, remove: 0, put: [{ ...rule('web'), country: 'de' }] }, false],
    [{ at: 0, remove: 0, put: [{ ...rule('web'), remoteIp: 'moon' }] }, false],
    [{ at: 0, remove: 0, put: [], policies: { domain: {} } }, false],
    [{ at: -1, remove: 0, put: [] }, true],
    [{ at: 0, put: [] }, true],
    [{ at: 0, remove: 0, put: 'all' }, true],
  ];
  for (const [rules, isForeign] of refused) {
    expect(() => parseCommit(fleetDocument({ ...head, rules }))).toThrow(
      expect.objectContaining({ name: 'LogFault', isForeign }),
    );
  }
  const log = new Log();
  expect(() => log.commit({ rules: { at: 3, remove: 1, put: [] } })).toThrow(
    'rules that this machine does not have',
  );
  expect(log.table.point.revision).toBe(0);
});

test('entries and rules of one request are one commit', () => {
  const log = new Log();
  const answer = log.plan([
    { op: 'rule-add', rule: rule('web') },
    { op: 'add', values: { family: 'v4tov4', listenPort: '80', connectAddress: '10.0.0.5' } },
    { op: 'rule-set', filter: { name: 'WEB' }, values: { remoteIp: '10.0.0.9' } },
    { op: 'rule-delete', filter: { name: 'mail' } },
  ]);
  expect(answer).toEqual([
    { kind: 'done', notices: [], count: 1 },
    { kind: 'done', notices: [] },
    { kind: 'done', notices: [], count: 1 },
    { kind: 'absent' },
  ]);
  expect(log.table.point.revision).toBe(1);
  expect(log.table.size).toBe(1);
  expect(log.table.rulebook.rules).toEqual([rule('web', { remoteIp: '10.0.0.9' })]);
});

test('a rule is added beside those that others have made meanwhile; other changes of theirs are refused', () => {
  const log = new Log();
  log.take(book(rule('theirs')));
  const others = log.logged.map(({ commit }) => commit);
  const changes = [
    { op: 'rule-add', rule: rule('mine') },
    { op: 'rule-delete', filter: { name: 'theirs' } },
    { op: 'rules-reset' },
  ] as const;
  expect(log.plan(changes, others)).toEqual([
    { kind: 'done', notices: [], count: 1 },
    {
      kind: 'refused',
      code: 'changed',
      detail: expect.stringContaining('by ada on gw1 meanwhile (revision 1'),
    },
    { kind: 'refused', code: 'changed', detail: expect.stringContaining('Look at them') },
  ]);
  expect(log.table.rulebook.rules.map(({ name }) => name)).toEqual(['theirs', 'mine']);
});

test('the history tells of rules and policies, and undo puts them back unless they were changed later', async () => {
  const log = new Log();
  log.take(book(rule('web'), rule('mail', { localPort: '25' })));
  log.take({
    ...book(rule('web', { remoteIp: '10.0.0.0/8' })),
    policies: { ...INITIAL_RULEBOOK.policies, public: closed },
  });
  const [, second] = await pastCommits(log.read(), { commits: 9, changes: 9 });
  const web = 'name=web dir=in action=block localport=80 protocol=tcp';
  expect(second?.changes).toEqual([
    {
      key: 'rule web',
      kind: 'changed',
      values: [
        { tag: 'words', before: expect.any(String), after: expect.stringContaining('remoteip=10.0.0.0/8') },
      ],
    },
    {
      key: 'rule mail',
      kind: 'deleted',
      values: [{ tag: 'words', before: expect.stringContaining('localport=25') }],
    },
    { key: 'policy publicprofile', kind: 'changed', values: [expect.objectContaining({ tag: 'words' })] },
  ]);
  expect(second?.changes[0]?.values[0]?.before?.toLowerCase()).toBe(web.toLowerCase());
  expect(await pastCommits(log.read(), { commits: 9, changes: 9, listenPort: '80' })).toEqual([]);
  expect(await log.undo(1)).toEqual({
    kind: 'conflict',
    conflicts: [{ code: 'changed', detail: expect.stringContaining('Undo revision 2 first') }],
  });
  expect(await log.undo(2)).toEqual({ kind: 'done', notices: [] });
  expect(log.table.rulebook).toEqual(book(rule('web'), rule('mail', { localPort: '25' })));
  expect(await log.undo(1)).toEqual({ kind: 'done', notices: [] });
  expect(log.table.rulebook).toEqual(INITIAL_RULEBOOK);
});

test('where the log does not reach back, the rules of before are not made up', async () => {
  const log = new Log();
  log.take(book(rule('web')));
  log.take(book());
  const [, last] = log.logged;
  async function* rest(): AsyncGenerator<LoggedCommit> {
    yield last!;
  }
  const [told] = await pastCommits(rest(), { commits: 9, changes: 9 });
  expect(told?.changes).toEqual([
    { key: 'rule that the history no longer tells', kind: 'changed', values: [] },
  ]);
  await expect(readUndone(rest(), 2, {})).rejects.toThrow('does not reach back to what the rules were');
});

test('the history looks at no rules but those that the commits asked for have changed', async () => {
  const log = new Log();
  log.take(book(...Array.from({ length: 50 }, (_, at) => rule(`r${at}`))));
  let looks = 0;
  const [first] = log.logged;
  const watched = first!.commit.rules!.put.map((one) =>
    Object.defineProperty({ ...one }, 'name', {
      enumerable: true,
      get() {
        looks += 1;
        return one.name;
      },
    }),
  );
  for (let at = 0; at < 20; at += 1) log.plan([{ op: 'rule-add', rule: rule(`x${at}`) }]);
  async function* read(): AsyncGenerator<LoggedCommit> {
    const { commit, sequence } = first!;
    yield { commit: { ...commit, rules: { ...commit.rules!, put: watched } }, sequence };
    yield* log.logged.slice(1);
  }
  const told = await pastCommits(read(), { commits: 5, changes: 9 });
  expect(told.map(({ changes }) => changes.map(({ key }) => key))).toEqual(
    [15, 16, 17, 18, 19].map((at) => [`rule x${at}`]),
  );
  expect(looks).toBe(0);
  await pastCommits(read(), { commits: 100, changes: 9 });
  expect(looks).toBeGreaterThan(0);
});
