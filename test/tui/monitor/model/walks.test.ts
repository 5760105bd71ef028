import { expect, test } from 'vitest';
import { portproxy } from '../../../../contexts/portproxy.ts';
import { NO_FACTS } from '../../../../src/language/facts.ts';
import { read } from '../../../../src/language/read.ts';
import { entryKey } from '../../../../src/portproxy/key.ts';
import { MONITOR_KEYS } from '../../../../src/tui/monitor/keys/table.ts';
import * as actions from '../../../../src/tui/monitor/model/action-lines.ts';
import { Desk } from '../fixtures/desk.ts';
import { START, THREE, TWO, connection, counters, entry, manyEntries, snapshot } from '../fixtures/scene.ts';

const UP = '\u001B[A';
const DOWN = '\u001B[B';
const ESCAPE = '\u001B';
const HOME = 'interface portproxy ';
const three = () => new Desk({}, snapshot(START, THREE, TWO));

test('each action asks with its netsh line, and runs it only when answered with y', async () => {
  const desk = await three().type('d');
  expect(desk.message).toBe(`${HOME}delete v4tov4 listenport=8080   Run it? (y/n)`);
  await desk.type('n');
  expect([desk.message, desk.ran]).toEqual(['Nothing was done.', []]);
  await desk.type('dy');
  expect(desk.ran).toEqual([`${HOME}delete v4tov4 listenport=8080`]);
  expect(desk.message).toBe(`✓ ${HOME}delete v4tov4 listenport=8080  Done.`);
  await desk.type(DOWN);
  expect(desk.message).toMatch(/^v6tov4 /);
});

test.each([
  ['ey', 'set v4tov4 listenport=8080 state=disabled'],
  [`${DOWN}${DOWN}ey`, 'set v4tov4 listenport=2222 state=enabled'],
  ['ky', 'kill entry family=v4tov4 listenport=8080'],
  ['\tky', 'kill connection id=17'],
  [`\t${DOWN}Ky`, 'kill client address=2001:db8::77'],
  [`${DOWN}dy`, 'delete v6tov4 listenport=443 listenaddress=2001:db8:85a3:8d3:1319:8a2e:370:7348'],
  ['\rdy', 'delete v4tov4 listenport=8080'],
  ['\t\rky', 'kill connection id=17'],
])('%j runs %s', async (keys, line) => {
  expect((await three().type(keys)).ran).toEqual([HOME + line]);
});

test('what an action runs is what the context reads without a problem', () => {
  const [first, second] = THREE;
  const lines = [first!, second!, entry({ listenAddress: 'host.example' })].flatMap((one) => [
    actions.deleteLine(one),
    actions.stateLine(one, 'disabled'),
    actions.stateLine(one, 'enabled'),
    actions.editLine(one),
    actions.killEntryLine(one),
  ]);
  lines.push(actions.killConnectionLine(17), actions.killClientLine('[2001:db8::77]:50122'));
  for (const line of lines) expect([line, read(line, [portproxy], NO_FACTS).kind]).toEqual([line, 'command']);
});

test('in the context itself the lines need no context', () => {
  expect(actions.lineAt('netsh interface portproxy>', 'reset')).toBe('reset');
  expect(actions.lineAt('netsh interface ipv4>', 'reset')).toBe('interface portproxy reset');
});

test('marked entries are acted on together; a failure is told', async () => {
  const desk = new Desk({ columns: 120, answer: refuses443 }, snapshot(START, THREE, TWO));
  await desk.type(`  ${UP}d`);
  expect(desk.message).toBe(`${HOME}delete v4tov4 listenport=8080   and 1 more like it. Run them? (y/n)`);
  await desk.type('y');
  expect(desk.ran).toHaveLength(2);
  expect(desk.message).toMatch(/^✗ .*listenport=443 .* {2}1 of 2 failed\. No\.$/);
});

test('marks that a filter hides are not acted on', async () => {
  const desk = await three().type(`${DOWN}${DOWN} /8080\rdy`);
  expect(desk.ran).toEqual([`${HOME}delete v4tov4 listenport=8080`]);
});

test('the selection follows its entry, and an action is about the entry that is seen', async () => {
  const entries = manyEntries(40);
  const desk = await new Desk({}, snapshot(START, entries)).type(DOWN.repeat(12));
  const chosen = desk.selected();
  const rest = entries.filter((_, at) => at > 5);
  desk.take({
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
  expect(desk.selected()).toBe(chosen);
});

test('details of what is gone are kept, and nothing can be done to it', async () => {
  const desk = await three().type('\r');
  desk.take(snapshot(START + 100, THREE.slice(1), []));
  expect(desk.lines[2]).toContain('v4tov4 *:8080 (deleted; as it was last)');
  await desk.type('dy');
  expect(desk.ran).toEqual([]);
});

test('details tell to what names were resolved, and through which phases a connection went', async () => {
  const resolved = { name: 'there.example', addresses: ['10.0.0.5', '10.0.0.6'], at: START - 5000 };
  const listens = entry({
    listenAddress: 'here.example',
    connectAddress: 'there.example',
    counters: counters({ names: { connect: resolved } }),
  });
  const one = connection(1, listens, { target: 'there.example:80', phase: 'connect' });
  const desk = await new Desk({ rows: 40 }, snapshot(START, [listens], [one])).type('\r');
  expect(desk.text).toMatch(/Listen name +not resolved yet$/m);
  expect(desk.text).toMatch(/Connect name +10\.0\.0\.5, 10\.0\.0\.6, resolved 5s ago$/m);
  await desk.type(ESCAPE);
  await desk.type('\t\r');
  expect(desk.text).toMatch(/there\.example +10\.0\.0\.5, 10\.0\.0\.6, resolved 5s ago$/m);
  expect(desk.text).toContain('Nothing has happened but traffic.');
  desk.take(snapshot(START + 100, [listens], [{ ...one, target: '10.0.0.5:80', phase: 'data' }]));
  desk.take(snapshot(START + 200, [listens], [{ ...one, target: '10.0.0.5:80', phase: 'half-closed' }]));
  expect(desk.text).toMatch(/One end has sent all .*\n.*10\.0\.0\.5:80 has answered; data flows\.$/m);
});

test('s sorts, r turns round, a click on a heading does both', async () => {
  const desk = await new Desk({}, snapshot(START, manyEntries(30))).type('ss');
  expect(desk.lines[2]).toContain('by Listen ▲');
  await desk.type('r');
  expect(desk.lines[2]).toContain('by Listen ▼');
  const x = desk.lines[3]!.indexOf('Conns') + 1;
  await desk.type(`\u001B[<0;${x};4M`);
  expect(desk.lines[2]).toContain('by Conns ▼');
  await desk.type(`\u001B[<0;${x};4M`);
  expect(desk.lines[2]).toContain('by Conns ▲');
});

test('a click selects, the wheel moves', async () => {
  const desk = await new Desk({}, snapshot(START, manyEntries(30))).type('\u001B[<0;10;8M');
  expect(desk.selected()).toMatch(/^\*:10003/);
  await desk.type('\u001B[<65;10;8M');
  expect(desk.selected()).toMatch(/^\*:10006/);
});

test('m gives the mouse back to the terminal', async () => {
  const desk = await three().type('m');
  await desk.type('m');
  expect(desk.mouse).toEqual([false, true]);
});

test('the filter works as it is typed; Escape takes it back, Enter keeps it', async () => {
  const desk = await three().type('/disab');
  expect(desk.selected()).toMatch(/^\*:2222/);
  expect(desk.cursor).toEqual({ x: 13, y: 22 });
  await desk.type('\u001B');
  expect(desk.lines[2]).toMatch(/^── Entries · 3 ─/);
  await desk.type('/disab\r');
  expect(desk.lines[2]).toContain('filter disab');
  await desk.type('\u001B');
  expect(desk.hasLeft).toBe(false);
  await desk.type('\u001B');
  expect(desk.hasLeft).toBe(true);
});

test('p holds the picture while the feed goes on', async () => {
  const desk = await three().type('p');
  desk.take(snapshot(START + 100, [entry({ listenPort: '9999' })]));
  expect(desk.lines[0]).toMatch(/PAUSED$/);
  expect(desk.text).not.toContain('9999');
  await desk.type('p');
  expect(desk.text).toContain('9999');
});

test('a shows only the connections of the selected entry', async () => {
  const other = connection(30, THREE[2]!);
  const desk = new Desk({}, snapshot(START, THREE, [...TWO, other]));
  await desk.type('a');
  expect(desk.text).toContain('Connections of v4tov4 *:8080 · 2');
  await desk.type(`${DOWN}${DOWN}`);
  expect(desk.text).toContain('Connections of v4tov4 *:2222 · 1');
});

test('E puts the entry on the command line', async () => {
  const desk = await three().type('E');
  const line = `netsh>${HOME}set v4tov4 listenport=8080 connectaddress=10.0.0.5 connectport=80`;
  expect(desk.text.replaceAll('\n', '')).toContain(line);
});

test('the command line completes, runs, remembers and closes', async () => {
  const desk = new Desk({ answer: twoLines }, snapshot(START, THREE));
  await desk.type(':int\t\r');
  expect(desk.ran).toEqual(['interface ']);
  expect(desk.message).toBe('✓ interface   Ok.');
  await desk.type(':');
  await desk.type(UP);
  expect(desk.text).toContain('netsh>interface');
  await desk.type('\u001B');
  await desk.type(':interface\r');
  expect(desk.lines[2]).toMatch(/^── interface · Escape goes back/);
  expect(desk.lines[3]).toBe('one');
  await desk.type('q');
  expect(desk.hasLeft).toBe(false);
  await desk.type(':quit\r');
  expect(desk.hasLeft).toBe(true);
});

test('a typed line that must be asked about is asked about', async () => {
  const desk = await new Desk({ question: asksAboutReset }, snapshot(START, THREE)).type(':reset\r');
  expect(desk.message).toBe('reset   Delete 3 entries? (y/n)');
  await desk.type('n');
  await desk.type(':reset\ry');
  expect(desk.ran).toEqual(['reset']);
});

test('each key means one thing, and the help lists every one', async () => {
  const all = MONITOR_KEYS.flatMap(({ keys }): readonly string[] => keys);
  expect(new Set(all).size).toBe(all.length);
  const desk = await new Desk({ rows: 60, columns: 120 }, snapshot(START, THREE)).type('?');
  for (const { text } of MONITOR_KEYS) expect(desk.text).toContain(text);
});

test.each(['q', '\u0003', '\u0004'])('%j leaves', async (key) => {
  expect((await three().type(key)).hasLeft).toBe(true);
});

test('keys without anything to act on do no harm', async () => {
  const desk = new Desk({}, snapshot(START, []));
  for (const { keys } of MONITOR_KEYS) {
    for (const key of keys) if (key.length === 1 && !'q:/'.includes(key)) await desk.type(key);
  }
  expect(desk.ran).toEqual([]);
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
