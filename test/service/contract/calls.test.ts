import { ruleFrom } from '../../../src/firewall/make-rule.ts';
import { INITIAL_RULEBOOK } from '../../../src/firewall/policy.ts';
import { describe, expect, test } from 'vitest';
import { CALL_NAMES, type CallName, callOf, isCallName } from '../../../src/service/contract/calls.ts';
import { stoppedEntries, stoppedStatus } from '../../../src/service/contract/status.ts';

const STATUS = stoppedStatus('/home/of/netsh', 3);
const ENTRY = {
  family: 'v4tov4',
  listenAddress: '*',
  listenPort: '80',
  connectAddress: '10.0.0.5',
  connectPort: '80',
  protocol: 'tcp',
} as const;
const [LISTED] = stoppedEntries([ENTRY]);
const COUNTERS = {
  connections: 1,
  connectionsTotal: 2,
  bytesUp: 3,
  bytesDown: 4,
  errors: 0,
  refused: 0,
  ends: { 'client data closed': 1 },
};
const CONNECTION = {
  id: 7,
  entry: 'v4tov4 * 80',
  client: '127.0.0.1:5000',
  target: '10.0.0.5:80',
  startedAt: 1,
  lastActiveAt: 2,
  phase: 'data',
  bytesUp: 3,
  bytesDown: 4,
};

const LOG = {
  file: '/var/log/netsh.log',
  format: 'json',
  entries: 'all',
  maxSize: 0,
  keep: 5,
  state: 'writing',
  lines: 3,
  lost: 0,
};

const MEMBERSHIP = {
  fleet: 'edge',
  machine: 'gw',
  servers: ['nats://127.0.0.1:4222'],
  labels: { site: 'berlin' },
  revision: 7,
  entries: 2,
  link: 'away',
  reason: 'Nobody answers.',
  since: 1,
};
const MACHINE = { name: 'gw', version: '1.0.0', labels: {}, revision: 7, counts: STATUS.entries };
const COMMIT = {
  revision: 7,
  at: 1_700_000_000_000,
  author: { user: 'ada', machine: 'gw1' },
  changes: [
    { key: 'v4tov4 * 80', kind: 'changed', values: [{ tag: 'connectport', before: '80', after: '81' }] },
  ],
  count: 3,
};

const { policies: POLICIES } = INITIAL_RULEBOOK;
const RULE = {
  ...ruleFrom({ name: 'web', direction: 'in', action: 'allow', protocol: 'tcp', localPort: '80' }),
  state: 'active',
};

/** For each call, values that it answers, and values of other shapes. */
const VALUES: Record<CallName, { readonly good: readonly unknown[]; readonly bad: readonly unknown[] }> = {
  status: {
    good: [STATUS, { ...STATUS, running: true, pid: 1, transport: 'lent', later: 'unknown' }],
    bad: [
      { ...STATUS, running: 'yes' },
      { ...STATUS, entries: {} },
      { ...STATUS, transport: 'magic' },
    ],
  },
  start: { good: [STATUS], bad: [{ ...STATUS, home: undefined }] },
  entries: {
    good: [[], [LISTED], [{ ...LISTED, counters: COUNTERS }], [{ ...LISTED, disabled: true }]],
    bad: [
      {},
      [null],
      [ENTRY],
      [{ ...LISTED, family: 'v4tov5' }],
      [{ ...LISTED, listenPort: 80 }],
      [{ ...LISTED, state: 'sleeping' }],
      [{ ...LISTED, counters: {} }],
      [{ ...LISTED, counters: { ...COUNTERS, ends: { reset: 'many' } } }],
    ],
  },
  changes: {
    good: [
      [
        { kind: 'done', notices: [] },
        { kind: 'absent' },
        { kind: 'skipped' },
        { kind: 'refused', code: 'limit', detail: '' },
      ],
    ],
    bad: [[{ kind: 'done' }], [{ kind: 'refused', code: 'mood', detail: '' }], [{ kind: 'half' }]],
  },
  transaction: {
    good: [
      { kind: 'done', notices: ['It is held.'] },
      { kind: 'conflict', conflicts: [{ code: 'listen', detail: '' }] },
    ],
    bad: [{ kind: 'conflict' }, { kind: 'absent' }, { kind: 'done', notices: [1] }],
  },
  rules: {
    good: [
      { rules: [], policies: POLICIES },
      {
        rules: [RULE, { ...RULE, state: 'inactive', reason: 'It is.', later: 'unknown' }],
        policies: POLICIES,
      },
    ],
    bad: [
      { rules: [] },
      { rules: [{ ...RULE, state: 'sleeping' }], policies: POLICIES },
      { rules: [{ ...RULE, enabled: 'yes' }], policies: POLICIES },
      { rules: [{ ...RULE, localPort: 80 }], policies: POLICIES },
      { rules: [], policies: { ...POLICIES, public: { state: 'on' } } },
    ],
  },
  connections: {
    good: [[], [CONNECTION]],
    bad: [[{ ...CONNECTION, phase: 'dreaming' }], [{ ...CONNECTION, id: '7' }]],
  },
  kill: { good: [0, 3], bad: ['3', true] },
  fleet: {
    good: [{ machines: [] }, { membership: MEMBERSHIP, machines: [MACHINE, { ...MACHINE, lostMs: 12_000 }] }],
    bad: [{}, { membership: { ...MEMBERSHIP, link: 'gone' }, machines: [] }, { machines: [{ name: 'gw' }] }],
  },
  joinFleet: {
    good: [{ kind: 'done' }, { kind: 'refused', code: 'unreachable', detail: 'No.' }],
    bad: [{ kind: 'refused', code: 'unreachable' }, { kind: 'else' }],
  },
  leaveFleet: { good: [{ kind: 'done' }], bad: [{ kind: 'refused', code: 'unknown', detail: 'No.' }] },
  fleetHistory: {
    good: [
      { kind: 'answer', commits: [] },
      { kind: 'answer', commits: [COMMIT] },
      { kind: 'refused', code: 'unreachable', detail: 'No.' },
    ],
    bad: [
      [],
      { kind: 'answer', commits: [{ ...COMMIT, author: 'ada' }] },
      {
        kind: 'answer',
        commits: [{ ...COMMIT, changes: [{ key: 'v4tov4 * 80', kind: 'seen', values: [] }] }],
      },
    ],
  },
  undoFleet: {
    good: [
      { kind: 'done', notices: [] },
      { kind: 'conflict', conflicts: [{ code: 'changed', detail: 'No.' }] },
      { kind: 'refused', code: 'invalid', detail: 'No.' },
    ],
    bad: [{ kind: 'done' }, { kind: 'refused', code: 'mood', detail: '' }],
  },
  fleetCall: {
    good: [
      { kind: 'answer', value: [] },
      { kind: 'refused', code: 'elevation', detail: 'No.' },
    ],
    bad: [[], { kind: 'refused', detail: 'No.' }],
  },
  askFleet: {
    good: [
      { kind: 'answers', answers: [], silent: [] },
      {
        kind: 'answers',
        answers: [
          { machine: 'gw1', connections: [], recent: [], entries: [] },
          { machine: 'gw2', killed: 3 },
        ],
        silent: [{ machine: 'gw3', reason: 'gw3 did not answer within 2 s.' }],
      },
      { kind: 'refused', code: 'unreachable', detail: 'No.' },
    ],
    bad: [
      { kind: 'answers', answers: [{ machine: 'gw1', connections: [{ id: 1 }] }], silent: [] },
      { kind: 'answers', answers: [{ killed: 3 }], silent: [] },
      { kind: 'answers', answers: [], silent: ['gw3'] },
      { kind: 'refused', code: 'other', detail: 'No.' },
    ],
  },
  setMetrics: {
    good: [
      { kind: 'done' },
      { kind: 'done', metrics: { address: '127.0.0.1', port: 9464, state: 'listening' } },
      { kind: 'refused', code: 'storage', detail: '' },
    ],
    bad: [{ kind: 'done', metrics: {} }, { kind: 'refused' }],
  },
  setLog: {
    good: [
      { kind: 'done' },
      { kind: 'done', log: LOG },
      { kind: 'done', log: { ...LOG, state: 'failed', reason: 'The disk is full.' } },
      { kind: 'refused', code: 'invalid', detail: '' },
    ],
    bad: [{ kind: 'done', log: { ...LOG, lines: '1' } }, { kind: 'done', log: {} }, { kind: 'refused' }],
  },
  stop: { good: [true, false], bad: [1] },
};

describe.each(CALL_NAMES)('%s', (name) => {
  const { good, bad } = VALUES[name];

  test.each(good.map((value) => ({ value })))('takes $value as it is', ({ value }) => {
    expect(callOf(name).value(JSON.parse(JSON.stringify(value)))).toEqual(value);
  });

  test.each([...bad, null, undefined, 'text'].map((value) => ({ value })))(
    'does not take $value',
    ({ value }) => {
      expect(callOf(name).value(value)).toBeUndefined();
    },
  );
});

test('streams are no calls, and neither is what every object has', () => {
  expect(['events', 'metrics', 'toString', '__proto__', ''].filter(isCallName)).toEqual([]);
});
