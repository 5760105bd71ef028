import { expect, test } from 'vitest';
import { MonitorConsole } from './fixtures/monitor-console.ts';
import { START, THREE, TWO, entry, snapshot } from './fixtures/scene.ts';

test('the monitor opens over the screen, shows what the feed tells, and leaves everything as it was', async () => {
  const { screen, keyboard, ended, ...monitor } = open();
  await screen.waitFor(({ rows }) => rows[0] === 'Waiting for the relay');
  expect(keyboard.isRaw).toBe(true);
  monitor.send(snapshot(START, THREE, TWO));
  await screen.waitFor('192.0.2.17:40017');
  monitor.send(snapshot(START + 100, [...THREE, entry({ listenPort: '9999' })], TWO));
  await screen.waitFor('*:9999');
  keyboard.write('q');
  expect(await ended).toBe(0);
  await screen.waitFor('what was there before');
  expect(keyboard.isRaw).toBe(false);
  expect(keyboard.listenerCount('data')).toBe(0);
  expect(screen.isCursorShown).toBe(true);
  expect(screen.raw.match(/\?100[06]h/g)).toHaveLength(screen.raw.match(/\?100[06]l/g)!.length);
  expect(monitor.isFeedClosed()).toBe(true);
  screen.dispose();
});

test('the screen fits again after every change of size', async () => {
  const { screen, keyboard, ended, resize, send } = open();
  send(snapshot(START, THREE, TWO));
  await screen.waitFor('192.0.2.17:40017');
  for (const [columns, rows] of [
    [40, 15],
    [120, 40],
    [60, 10],
    [80, 24],
  ] as const) {
    resize(columns, rows);
    await screen.waitFor(({ rows: lines }) => {
      const isWhole = lines.at(-1)?.startsWith('? help') && lines[0]?.includes('relay running');
      return (
        lines.length === rows &&
        isWhole === true &&
        lines.filter((line) => line.includes('── Entries')).length === 1
      );
    });
  }
  keyboard.write('q');
  await ended;
  screen.dispose();
});

test('keys and mouse act on what is seen; the cursor stands where one types', async () => {
  const { screen, keyboard, ended, send, ran } = open();
  send(snapshot(START, THREE, TWO));
  await screen.waitFor('192.0.2.17:40017');
  keyboard.write('\u001B[<0;10;7M');
  await screen.waitFor(/▸ ○ \*:2222/);
  keyboard.write('d');
  await screen.waitFor('delete v4tov4 listenport=2222   Run it? (y/n)');
  keyboard.write('y');
  await screen.waitFor('listenport=2222  Done.');
  expect(ran).toEqual(['interface portproxy delete v4tov4 listenport=2222']);
  keyboard.write(':inter');
  await screen.waitFor(
    (one) => one.isCursorShown && one.cursorRow.startsWith('netsh>inter') && one.cursor.x === 11,
  );
  keyboard.write('\u0003');
  await screen.waitFor((one) => !one.isCursorShown);
  keyboard.write('q');
  await ended;
  screen.dispose();
});

test('a keyboard that ends leaves the monitor', async () => {
  const { screen, keyboard, ended } = open();
  keyboard.end();
  expect(await ended).toBe(0);
  screen.dispose();
});

function open() {
  const monitor = new MonitorConsole();
  return {
    screen: monitor.screen,
    keyboard: monitor.keyboard,
    ended: monitor.ended,
    ran: monitor.ran,
    isFeedClosed: () => monitor.isFeedClosed,
    resize: monitor.resize.bind(monitor),
    send: monitor.send.bind(monitor),
  };
}
