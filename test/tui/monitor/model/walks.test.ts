import { expect, test, vi } from 'vitest';
import { portproxy } from '../../../../contexts/portproxy.ts';
import { NO_FACTS } from '../../../../src/language/facts.ts';
import { read } from '../../../../src/language/read.ts';
import { entryKey } from '../../../../src/portproxy/key.ts';
import { MONITOR_KEYS } from '../../../../src/tui/monitor/keys/table.ts';
import * as actions from '../../../../src/tui/monitor/model/action-lines.ts';
import { HeadlessMonitor } from '../fixtures/headless-monitor.ts';
import { NO_LIVE_STATE, applyMessage } from '../../../../src/tui/live/feed/live-state.ts';
import {
  START,
  THREE,
  TWO,
  connection,
  counters,
  endedConnection,
  entry,
  manyEntries,
  snapshot,
} from '../fixtures/scene.ts';

// Times of day are shown in the machine's time zone.
vi.stubEnv('TZ', 'UTC');

const UP = '\u001B[A';
const DOWN = '\u001B[B';
const ESCAPE = '\u001B';
const HOME = 'interface portproxy ';
const three = () => new HeadlessMonitor({}, snapshot(START, THREE, TWO));

test('each action asks with its netsh line, and runs it only when answered with y', async () => {
  const monitor = await three().type('d');
  expect(monitor.message).toBe(`${HOME}delete v4tov4 listenport=8080   Run it? (y/n)`);
  await monitor.type('n');
  expect([monitor.message, monitor.ran]).toEqual(['Nothing was done.', []]);
  await monitor.type('dy');
  expect(monitor.ran).toEqual([`${HOME}delete v4tov4 listenport=8080`]);
  expect(monitor.message).toBe(`✓ ${HOME}delete v4tov4 listenport=8080  Done.`);
  await monitor.type(DOWN);
  expect(monitor.message).toMatch(/^v6tov4 /);
});

test.each([
  ['ey', 'set v4tov4 listenport=8080 state=disabled'],
  [`${DOWN}${DOWN}ey`, 'set v4tov4 listenport=2222 state=enabled'],
  ['xy', 'kill entry family=v4tov4 listenport=8080'],
  ['\txy', 'kill connection id=17'],
  [`\t${DOWN}Xy`, 'kill client address=2001:db8::77'],
  [`${DOWN}dy`, 'delete v6tov4 listenport=443 listenaddress=2001:db8:85a3:8d3:1319:8a2e:370:7348'],
  ['\rdy', 'delete v4tov4 listenport=8080'],
  ['\t\rxy', 'kill connection id=17'],
])('%j runs %s', async (keys, line) => {
  expect((await three().type(keys)).ran).toEqual([HOME + line]);
});

test('what an action runs is what the context reads without a problem', () => {
  const [first, second] = THREE;
  const others = [
    entry({ listenAddress: 'host.example' }),
    entry({ protocol: 'udp', comment: 'names, for all', group: 'web', idleTimeout: '2m' }),
    entry({ connectAddress: '10.0.0.5,10.0.0.6:81', balance: 'source', rate: '10M', log: 'no' }),
  ];
  expect(actions.editLine(others[1]!)).toBe(
    'set v4tov4 listenport=8080 protocol=udp connectaddress=10.0.0.5 connectport=80 ' +
      'comment="names, for all" group=web idletimeout=2m',
  );
  const lines = [first!, second!, ...others].flatMap((one) => [
    actions.deleteLine(one),
    actions.stateLine(one, 'disabled'),
    actions.stateLine(one, 'enabled'),
    actions.editLine(one),
    actions.killEntryLine(one),
  ]);
  lines.push(
    actions.killConnectionLine({ id: 17 }),
    actions.killConnectionLine({ id: 17, machine: 'gw3' }),
    actions.killClientLine('[2001:db8::77]:50122'),
  );
  for (const line of lines) expect([line, read(line, [portproxy], NO_FACTS).kind]).toEqual([line, 'command']);
});

test('in the context itself the lines need no context', () => {
  expect(actions.lineAt('netsh interface portproxy>', 'reset')).toBe('reset');
  expect(actions.lineAt('netsh interface ipv4>', 'reset')).toBe('interface portproxy reset');
});

test('marked entries are acted on together; a failure is told', async () => {
  const monitor = new HeadlessMonitor({ columns: 120, answer: refuses443 }, snapshot(START, THREE, TWO));
  await monitor.type(`  ${UP}d`);
  expect(monitor.message).toBe(`${HOME}delete v4tov4 listenport=8080   and 1 more like it. Run them? (y/n)`);
  await monitor.type('y');
  expect(monitor.ran).toHaveLength(2);
  expect(monitor.message).toMatch(/^✗ .*listenport=443 .* {2}1 of 2 failed\. No\.$/);
});

test('marks that a filter hides are not acted on', async () => {
  const monitor = await three().type(`${DOWN}${DOWN} /8080\rdy`);
  expect(monitor.ran).toEqual([`${HOME}delete v4tov4 listenport=8080`]);
});

test('the selection follows its entry, and an action is about the entry that is seen', async () => {
  const entries = manyEntries(40);
  const monitor = await new HeadlessMonitor({}, snapshot(START, entries)).type(DOWN.repeat(12));
  const chosen = monitor.selected();
  const rest = entries.filter((_, at) => at > 5);
  monitor.take({
    kind: 'difference',
    at: START + 100,
    status: {
      running: true,
      home: '',
      entries: { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 },
      connections: 0,
    },
    entries: [],
    counted: { keys: [], numbers: [] },
    removed: entries.filter((_, at) => at <= 5).map(entryKey),
    connections: [],
    moved: [],
    ended: [],
  });
  expect(rest).toHaveLength(34);
  expect(monitor.selected()).toBe(chosen);
});

test('details of what is gone are kept, and nothing can be done to it', async () => {
  const monitor = await three().type('\r');
  monitor.take(snapshot(START + 100, THREE.slice(1), []));
  expect(monitor.lines[2]).toContain('v4tov4 *:8080 (deleted; as it was last)');
  await monitor.type('dy');
  expect(monitor.ran).toEqual([]);
});

test('details tell to what names were resolved, and through which phases a connection went', async () => {
  const resolved = { name: 'there.example', addresses: ['10.0.0.5', '10.0.0.6'], at: START - 5000 };
  const listens = entry({
    listenAddress: 'here.example',
    connectAddress: 'there.example',
    counters: counters({ names: { connect: resolved } }),
  });
  const one = connection(1, listens, { target: 'there.example:80', phase: 'connect' });
  const monitor = await new HeadlessMonitor({ rows: 40 }, snapshot(START, [listens], [one])).type('\r');
  expect(monitor.text).toMatch(/Listen name +not resolved yet$/m);
  expect(monitor.text).toMatch(/Connect name +10\.0\.0\.5, 10\.0\.0\.6, resolved 5s ago$/m);
  await monitor.type(ESCAPE);
  await monitor.type('\t\r');
  expect(monitor.text).toMatch(/there\.example +10\.0\.0\.5, 10\.0\.0\.6, resolved 5s ago$/m);
  expect(monitor.text).toContain('No events, only traffic.');
  monitor.take(snapshot(START + 100, [listens], [{ ...one, target: '10.0.0.5:80', phase: 'data' }]));
  monitor.take(snapshot(START + 200, [listens], [{ ...one, target: '10.0.0.5:80', phase: 'half-closed' }]));
  expect(monitor.text).toMatch(/One end has sent all .*\n.*10\.0\.0\.5:80 has answered; data flows\.$/m);
});

test('details tell of each target whether it is up, and of several names which is which', async () => {
  const targets = [
    {
      target: 'one.example:80',
      state: 'down',
      since: START - 3_000,
      reason: 'No',
      failures: 2,
      connections: 0,
    },
    { target: '10.0.0.6:80', state: 'up', since: START - 60_000, connections: 2 },
  ] as const;
  const several = entry({ connectAddress: 'one.example,10.0.0.6', counters: counters({ targets }) });
  const monitor = new HeadlessMonitor({ rows: 40, columns: 160 }, snapshot(START, [several], []));
  expect(monitor.text).toContain('one.example:80 is down: No.');
  await monitor.type('\r');
  expect(monitor.text).toMatch(/Connect name +one\.example: not resolved yet/m);
  expect(monitor.text).toMatch(/Target +one\.example:80: down for 3s: No$/m);
  expect(monitor.text).toMatch(/Target +10\.0\.0\.6:80: up for 1m 00s, 2 open$/m);
});

test('s sorts, r turns round, a click on a heading does both', async () => {
  const monitor = await new HeadlessMonitor({}, snapshot(START, manyEntries(30))).type('ss');
  expect(monitor.lines[2]).toContain('by Listen ▲');
  await monitor.type('r');
  expect(monitor.lines[2]).toContain('by Listen ▼');
  const x = monitor.lines[3]!.indexOf('Conns') + 1;
  await monitor.type(`\u001B[<0;${x};4M`);
  expect(monitor.lines[2]).toContain('by Conns ▼');
  await monitor.type(`\u001B[<0;${x};4M`);
  expect(monitor.lines[2]).toContain('by Conns ▲');
});

test('a click selects, the wheel moves', async () => {
  const monitor = await new HeadlessMonitor({}, snapshot(START, manyEntries(30))).type('\u001B[<0;10;8M');
  expect(monitor.selected()).toMatch(/^v6tov6 \*:10003/);
  await monitor.type('\u001B[<65;10;8M');
  expect(monitor.selected()).toMatch(/^v6tov4 \*:10006/);
});

test('m gives the mouse back to the terminal', async () => {
  const monitor = await three().type('m');
  await monitor.type('m');
  expect(monitor.mouse).toEqual([false, true]);
});

test('the filter works as it is typed; Escape takes it back, Enter keeps it', async () => {
  const monitor = await three().type('/disab');
  expect(monitor.selected()).toMatch(/^\*:2222/);
  expect(monitor.cursor).toEqual({ x: 13, y: 22 });
  await monitor.type('\u001B');
  expect(monitor.lines[2]).toMatch(/^── Entries · 3 · oldest first ▲ ─/);
  await monitor.type('/disab\r');
  expect(monitor.lines[2]).toContain('filter disab');
  await monitor.type('\u001B');
  expect(monitor.lines[2]).not.toContain('filter');
});

test('Escape clears the filter, then the marks, then nothing: it never leaves', async () => {
  const monitor = await three().type(' /disab\r');
  expect(monitor.lines[2]).toContain('0 marked, 1 hidden · filter disab');
  for (const [note, isThere] of [
    ['filter', false],
    ['1 marked', true],
  ] as const) {
    if (isThere) expect(monitor.lines[2]).toContain(note);
    await monitor.type(ESCAPE);
    expect(monitor.lines[2]).not.toContain(note);
  }
  await monitor.type(ESCAPE);
  expect(monitor.message).toBe('Nothing to clear; q leaves the monitor.');
  expect(monitor.hasLeft).toBe(false);
});

test('marks of rows that are gone are neither counted nor kept for a row that comes back', async () => {
  const monitor = await three().type('  ');
  expect(monitor.lines[2]).toContain('2 marked');
  monitor.take(snapshot(START + 100, THREE.slice(1), []));
  expect(monitor.lines[2]).toContain('1 marked');
  monitor.take(snapshot(START + 200, THREE, TWO));
  expect(monitor.lines[2]).toContain('1 marked');
});

test('j and k move down and up, in tables and in what stands over them', async () => {
  const monitor = await three().type('jj');
  expect(monitor.selected()).toMatch(/^\*:2222/);
  await monitor.type('kk');
  expect(monitor.selected()).toMatch(/^\*:8080/);
  await monitor.type('?');
  const first = monitor.lines[3];
  await monitor.type('j');
  expect(monitor.lines[3]).not.toBe(first);
  await monitor.type('k');
  expect(monitor.lines[3]).toBe(first);
  expect(monitor.ran).toEqual([]);
});

test.each(['s', 'ss', 'S', 'SS', 'r', 'srss', '\u001B[<0;6;4M'])(
  'the selection stays on its row, in sight, when %j changes the order',
  async (keys) => {
    const monitor = await new HeadlessMonitor({}, snapshot(START, manyEntries(60))).type('G');
    await monitor.type('kkk');
    const chosen = monitor.selected();
    const head = monitor.lines[2];
    await monitor.type(keys);
    expect(monitor.lines[2]).not.toBe(head);
    expect(monitor.selected()).toBe(chosen);
    await monitor.type('d');
    expect(monitor.message).toContain('listenport=10056');
  },
);

test('p holds the picture while the feed goes on', async () => {
  const monitor = await three().type('p');
  monitor.take(snapshot(START + 100, [entry({ listenPort: '9999' })]));
  expect(monitor.lines[0]).toMatch(/PAUSED$/);
  expect(monitor.text).not.toContain('9999');
  await monitor.type('p');
  expect(monitor.text).toContain('9999');
});

test('a shows only the connections of the selected entry', async () => {
  const other = connection(30, THREE[2]!);
  const monitor = new HeadlessMonitor({}, snapshot(START, THREE, [...TWO, other]));
  await monitor.type('a');
  expect(monitor.text).toContain('Connections of v4tov4 *:8080 · 2');
  await monitor.type(`${DOWN}${DOWN}`);
  expect(monitor.text).toContain('Connections of v4tov4 *:2222 · 1');
});

test('the keys of the last row can be clicked', async () => {
  const monitor = await new HeadlessMonitor({ columns: 160 }, snapshot(START, THREE, TWO)).click('x kill');
  expect(monitor.message).toContain('kill entry family=v4tov4 listenport=8080   Run it? (y/n)');
  await monitor.click('does nothing');
  expect(monitor.message).toBe('Nothing was done.');
  await monitor.click('delete');
  await monitor.click('runs it');
  expect(monitor.ran).toEqual([`${HOME}delete v4tov4 listenport=8080`]);
  await monitor.click('help');
  expect(monitor.lines[2]).toMatch(/^── Keys/);
  await monitor.click('goes back');
  await monitor.click('Space mark');
  expect(monitor.lines[2]).toContain('1 marked');
  await monitor.click('leave');
  expect(monitor.hasLeft).toBe(true);
});

test('+ and - change how often it refreshes, within bounds, and the head tells', async () => {
  const monitor = await three().type('-');
  expect(monitor.message).toBe('Refreshes every 250ms.');
  expect(monitor.lines[0]).toMatch(/ EVERY 250ms$/);
  await monitor.type('--------');
  expect(monitor.refreshMs).toBe(10_000);
  await monitor.type('+');
  expect(monitor.refreshMs).toBe(5000);
  await monitor.type('+++++++');
  expect(monitor.refreshMs).toBe(100);
  expect(monitor.lines[0]).not.toContain('EVERY');
});

test('read-only, no key changes anything, and head and keys say so', async () => {
  const monitor = new HeadlessMonitor({ columns: 120, isReadOnly: true }, snapshot(START, THREE, TWO));
  expect(monitor.lines[0]).toMatch(/ READ-ONLY$/);
  expect(monitor.lines.at(-1)).not.toMatch(/kill|delete|on\/off|edit|command/);
  for (const table of ['', '\t', '\r']) {
    await monitor.type(table);
    for (const { keys, group } of MONITOR_KEYS) {
      if (group !== 'Acting' || keys[0] === ' ') continue;
      for (const key of keys) if (key.length === 1) await monitor.type(`${key}y`);
      expect(monitor.text).not.toContain('(y/n)');
    }
  }
  await monitor.type('x');
  expect(monitor.message).toMatch(/^The monitor is read-only;/);
  expect(monitor.ran).toEqual([]);
});

test('a word of a filter may name its column; other words with a colon are text', async () => {
  const monitor = new HeadlessMonitor({ columns: 160 }, snapshot(START, THREE, TWO));
  for (const [filter, count] of [
    ['state:failed', 1],
    ['!state:failed', 2],
    ['connect:10.0.0 listen:8080', 1],
    ['listen:10.0.0', 0],
    ['2001:db8:', 1],
    ['state:', 3],
  ] as const) {
    await monitor.type(`/${filter}\r`);
    expect([filter, monitor.lines[2]!.includes(`Entries · ${count} `)]).toEqual([filter, true]);
    await monitor.type(ESCAPE);
  }
});

test('details of a connection that has ended tell how, and who else was here from that client', async () => {
  const [one] = TWO;
  const host = one!.client.split(':')[0]!;
  const earlier = endedConnection(5, THREE[0]!, { agoMs: 9000, durationMs: 500, client: `${host}:50005` });
  const monitor = await new HeadlessMonitor(
    { columns: 120, rows: 40 },
    snapshot(START, THREE, TWO, [earlier]),
  ).type('\t\r');
  expect(monitor.text).toMatch(/Of this client +1 open/);
  expect(monitor.text).toMatch(new RegExp(`Earlier connections of this client[^]*${host}:50005 .* 500ms`));
  const ended = {
    ...one!,
    endedAt: START + 50,
    durationMs: 17_050,
    end: { by: 'backend', phase: 'data', how: 'reset' },
  } as const;
  monitor.take(snapshot(START + 100, THREE, TWO.slice(1), [earlier, ended]));
  expect(monitor.lines[2]).toContain('Connection 17 (ended; as it was last)');
  expect(monitor.text).toMatch(/Ended +10:00:00, reset by the target/);
  expect(monitor.text).toMatch(/Lasted +17s/);
});

const RECENT = [
  endedConnection(11, THREE[0]!, { agoMs: 70_000, durationMs: 12_000, bytesUp: 1500, bytesDown: 90_000 }),
  endedConnection(
    12,
    THREE[1]!,
    { agoMs: 5000, durationMs: 40 },
    { by: 'backend', phase: 'connect', how: 'ECONNREFUSED' },
  ),
];

test('l shows who was here, also before the monitor was opened, how it ended, and changes of entries', async () => {
  const monitor = await new HeadlessMonitor({ columns: 200 }, snapshot(START, THREE, TWO, RECENT)).type('l');
  expect(monitor.lines[2]).toMatch(/^── Log, newest first · Escape goes back ─/);
  const [first, second] = monitor.lines.slice(4);
  expect(first).toMatch(
    /09:59:55 +192\.0\.2\.12:40012 .* 40ms +0 +0 +not connected: nothing listens there \(ECONNREFUSED\)$/,
  );
  expect(second).toMatch(
    /09:58:50 +192\.0\.2\.11:40011 +v4tov4 \*:8080 +10\.0\.0\.5:80 +12s +1\.5K +87\.9K +closed by the client$/,
  );
  monitor.take({ ...snapshot(START + 1000, THREE.slice(0, 2), TWO.slice(0, 1), RECENT) });
  monitor.take({ kind: 'lost', at: START + 2000, reason: 'The relay service has ended.' });
  monitor.take(snapshot(START + 3000, [...THREE.slice(0, 2), entry({ listenPort: '9999' })], [], RECENT));
  expect(monitor.lines.slice(4, 10).map((line) => line.replaceAll(/ {2,}/g, '  '))).toEqual([
    '  10:00:03  v4tov4 *:9999  Added, listening.',
    '  10:00:03  relay  The relay service answers again.',
    '  10:00:02  relay  The relay service has ended.',
    '  10:00:01  v4tov4 *:2222  Deleted.',
    expect.stringContaining('ECONNREFUSED'),
    expect.stringContaining('closed by the client'),
  ]);
  await monitor.type('l');
  expect(monitor.lines[2]).toMatch(/^── Entries/);
});

test('the log follows the filter of the lower table and its scope, and stays in place while it is read', async () => {
  const monitor = await new HeadlessMonitor({ columns: 160 }, snapshot(START, THREE, TWO, RECENT)).type(
    '\t/refused\rl',
  );
  expect(monitor.lines.slice(4).filter((line) => line.includes('192.0.2.'))).toHaveLength(1);
  const many = Array.from({ length: 60 }, (_, at) =>
    endedConnection(100 + at, THREE[0]!, { agoMs: 60_000 - at * 1000, durationMs: 1000 }),
  );
  const other = await new HeadlessMonitor({ columns: 160 }, snapshot(START, THREE, TWO, many)).type('ljjjj');
  const read = other.lines.slice(3, 10);
  const later = [endedConnection(200, THREE[0]!, { agoMs: -1000, durationMs: 1000 })];
  other.take(snapshot(START + 1000, THREE, TWO, [...many, ...later]));
  expect(other.lines.slice(3, 10)).toEqual(read);
  await other.type('g');
  expect(other.lines[4]).toContain('192.0.2.200:');
});

test('the log keeps the newest 1,000', () => {
  const many = Array.from({ length: 900 }, (_, at) =>
    endedConnection(at, THREE[0]!, { agoMs: 1000, durationMs: at }),
  );
  const more = many.map((one) => ({ ...one, id: one.id + 1000 }));
  const states = [snapshot(START, THREE, [], many), snapshot(START + 100, THREE, [], more)];
  const { log } = states.reduce(applyMessage, NO_LIVE_STATE);
  expect([log.items.length, log.total]).toEqual([1000, 1800]);
});

test('E puts the entry on the command line', async () => {
  const monitor = await three().type('E');
  const line = `netsh>${HOME}set v4tov4 listenport=8080 connectaddress=10.0.0.5 connectport=80`;
  expect(monitor.text.replaceAll('\n', '')).toContain(line);
});

test('the command line completes, runs, remembers and closes', async () => {
  const monitor = new HeadlessMonitor({ answer: twoLines }, snapshot(START, THREE));
  await monitor.type(':int\t\r');
  expect(monitor.ran).toEqual(['interface ']);
  expect(monitor.message).toBe('✓ interface   Ok.');
  await monitor.type(':');
  await monitor.type(UP);
  expect(monitor.text).toContain('netsh>interface');
  await monitor.type('\u001B');
  await monitor.type(':interface\r');
  expect(monitor.lines[2]).toMatch(/^── interface · Escape goes back/);
  expect(monitor.lines[3]).toBe('one');
  await monitor.type('q');
  expect(monitor.hasLeft).toBe(false);
  await monitor.type(':quit\r');
  expect(monitor.hasLeft).toBe(true);
});

test('a typed line that must be asked about is asked about', async () => {
  const monitor = await new HeadlessMonitor({ question: asksAboutReset }, snapshot(START, THREE)).type(
    ':reset\r',
  );
  expect(monitor.message).toBe('reset   Delete 3 entries? (y/n)');
  await monitor.type('n');
  await monitor.type(':reset\ry');
  expect(monitor.ran).toEqual(['reset']);
});

test('each key means one thing, and the help lists every one', async () => {
  const all = MONITOR_KEYS.flatMap(({ keys }): readonly string[] => keys);
  expect(new Set(all).size).toBe(all.length);
  const monitor = await new HeadlessMonitor({ rows: 60, columns: 120 }, snapshot(START, THREE)).type('?');
  for (const { text } of MONITOR_KEYS) expect(monitor.text).toContain(text);
});

test.each(['q', '\u0003', '\u0004'])('%j leaves', async (key) => {
  expect((await three().type(key)).hasLeft).toBe(true);
});

test('keys without anything to act on do no harm', async () => {
  const monitor = new HeadlessMonitor({}, snapshot(START, []));
  for (const { keys } of MONITOR_KEYS) {
    for (const key of keys) if (key.length === 1 && !'q:/'.includes(key)) await monitor.type(key);
  }
  expect(monitor.ran).toEqual([]);
});

function refuses443(line: string): { ok: boolean; text: string } {
  return line.includes('443') ? { ok: false, text: '\nNo.\n' } : { ok: true, text: '' };
}

function twoLines(line: string): { ok: boolean; text: string } {
  return { ok: true, text: line === 'interface' ? 'one\ntwo\n' : 'Ok.\n' };
}

function asksAboutReset(line: string): string | undefined {
  return line === 'reset' ? 'Delete 3 entries?' : undefined;
}
