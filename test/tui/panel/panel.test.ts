import { afterEach, expect, test } from 'vitest';
import type { Feed, FeedMessage } from '../../../src/service/contract/feed.ts';
import { Console } from '../fixtures/console.ts';
import { START, THREE, TWO, entry, snapshot } from '../monitor/fixtures/scene.ts';

const F2 = '\u001BOQ';
const PROMPT = 'netsh>▏';

let open: Console | undefined;

afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** A feed whose messages are sent when the test wants them, and how many read it. */
class Source {
  readers = 0;
  #messages: FeedMessage[] = [];
  #wake: () => void = () => undefined;

  send(message: FeedMessage): void {
    this.#messages.push(message);
    this.#wake();
  }

  readonly feed: Feed = ({ signal }) => this.#read(signal);

  async *#read(signal: AbortSignal): AsyncGenerator<FeedMessage> {
    this.readers += 1;
    signal.addEventListener('abort', () => this.#wake());
    while (!signal.aborted) {
      const message = this.#messages.shift();
      if (message) yield message;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
    this.readers -= 1;
  }
}

async function start(columns = 80, rows = 24): Promise<{ console: Console; source: Source }> {
  const source = new Source();
  const console = new Console({ columns, rows, feed: source.feed });
  open = console;
  await console.screen.waitFor((screen) => screen.view === PROMPT);
  return { console, source };
}

const THREE_ROWS = [
  '── ● relay running   Up      0/s   Down      0/s   2 connections   F2 hides',
  '    Listen                Connect              State      Conns    Up/s  Down/s',
  '  ● *:8080                10.0.0.5:80          listening      2       0       0',
  '  ✗ [2001:db…0:7348]:443  a-rather-long…:8443  failed         0       0       0',
  '  ○ *:2222                10.0.0.9:22          disabled       0       0       0',
];

test('F2 shows it above the prompt and hides it again; nothing is read while it is hidden', async () => {
  const { console, source } = await start();
  expect(source.readers).toBe(0);
  source.send(snapshot(START, THREE, TWO));
  await console.shows(F2, ...THREE_ROWS, PROMPT);
  expect(source.readers).toBe(1);
  await console.shows(F2, PROMPT);
  await console.screen.waitFor(() => source.readers === 0);
  expect(source.readers).toBe(0);
});

test('what changes is drawn while a line is typed, and leaves the line as it is', async () => {
  const { console, source } = await start();
  source.send(snapshot(START, THREE.slice(0, 1)));
  await console.type(F2, '*:8080');
  await console.type('interface portp');
  source.send(snapshot(START + 100, [...THREE.slice(0, 1), entry({ listenPort: '9999' })]));
  await console.screen.waitFor('*:9999');
  await console.type('roxy', (screen) => screen.cursorRow === 'netsh>interface portproxy');
  expect(console.screen.rows.slice(2, 5).map((row) => row.slice(0, 10))).toEqual([
    '  ● *:8080',
    '  ● *:9999',
    'netsh>inte',
  ]);
});

test('output of commands stands above it, and it stays above the prompt', async () => {
  const { console, source } = await start();
  source.send(snapshot(START, THREE, TWO));
  await console.shows(F2, ...THREE_ROWS, PROMPT);
  await console.shows(
    'interface portproxy\r',
    'netsh>interface portproxy',
    ...THREE_ROWS,
    'netsh interface portproxy>▏',
  );
  await console.shows(
    'show all\r',
    'netsh>interface portproxy',
    'netsh interface portproxy>show all',
    '',
    'one',
    'two',
    '',
    ...THREE_ROWS,
    'netsh interface portproxy>▏',
  );
});

test('it takes a third of the screen at most, and nothing of a very low one', async () => {
  const { console, source } = await start(72, 12);
  source.send(snapshot(START, THREE, TWO));
  await console.type(F2, (screen) => screen.cursor.y === 4);
  expect(console.screen.rows[0]).toMatch(/1 more entry/);
  console.resize(72, 8);
  await console.screen.waitFor((screen) => screen.view.endsWith(PROMPT) && screen.cursor.y === 0);
  console.resize(72, 18);
  await console.screen.waitFor((screen) => screen.cursorRow === 'netsh>' && screen.text.includes('*:2222'));
});

test('menus find room below it', async () => {
  const { console, source } = await start(80, 24);
  source.send(snapshot(START, THREE, TWO));
  await console.shows(F2, ...THREE_ROWS, PROMPT);
  await console.type('interface portproxy add \t', (screen) => screen.text.includes('v6tov6'));
  expect(console.screen.text).toContain('relay running');
  expect(console.screen.cursorRow).toMatch(/^netsh>interface portproxy add v/);
});

test('after the shell has ended nobody reads the feed, and nothing of it is left on the screen', async () => {
  const { console, source } = await start();
  source.send(snapshot(START, THREE, TWO));
  await console.shows(F2, ...THREE_ROWS, PROMPT);
  await console.type('exit\r');
  expect(await console.ended).toBe(0);
  await console.screen.waitFor(() => source.readers === 0);
  await console.screen.waitFor((screen) => screen.text === 'netsh>exit');
  expect(console.screen.raw).not.toContain('\u001B[?1049h');
});
