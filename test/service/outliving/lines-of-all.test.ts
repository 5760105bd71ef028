import { expect, test } from 'vitest';
import { ConnectionLog } from '../../../src/relay/log/connection-log.ts';
import type { EndedConnection } from '../../../src/relay/relay.ts';
import { LinesOfAll } from '../../../src/service/outliving/lines-of-all.ts';
import { entry } from '../../relay/support/entries.ts';

const TEXT = { format: 'text', entries: 'all' } as const;
const JSON_LINES = { format: 'json', entries: 'all' } as const;
const spec = entry({ listen: '127.0.0.1:8080', connect: '127.0.0.1:80' });

function ended(id: number): EndedConnection {
  const end = { by: 'client', phase: 'data', how: 'closed' } as const;
  const times = { startedAt: 0, lastActiveAt: 0, endedAt: 0, durationMs: 0 };
  return {
    id,
    entry: spec.id,
    client: 'c',
    target: 't',
    phase: 'data',
    bytesUp: 0,
    bytesDown: 0,
    end,
    ...times,
  };
}

function both() {
  const log = new ConnectionLog();
  const told: unknown[] = [];
  const lines = new LinesOfAll({ logged: (logging) => log.ask(logging) }, (logging) => told.push(logging));
  return { log, told, lines };
}

test('lines of this process and of others come to the one who asks', async () => {
  const { log, told, lines } = both();
  const first = lines.logged(TEXT);
  lines.add({ text: 'theirs\n', count: 1, lost: 0 });
  expect(await first).toMatchObject({ text: 'theirs\n' });
  const second = lines.logged(TEXT);
  log.add(ended(1), spec);
  expect(await second).toMatchObject({ count: 1 });
  expect(told).toEqual([TEXT]);
});

test('another way of logging ends the call before with what there is', async () => {
  const { log, told, lines } = both();
  const first = lines.logged(TEXT);
  log.add(ended(1), spec);
  const second = lines.logged(JSON_LINES);
  expect(await first).toMatchObject({ count: 1, text: expect.not.stringContaining('{') });
  log.add(ended(2), spec);
  expect(await second).toMatchObject({ count: 1, text: expect.stringContaining('{') });
  expect(told).toEqual([TEXT, JSON_LINES]);
});

test('turned off, the rest is told, and the call before ends', async () => {
  const { log, lines } = both();
  const first = lines.logged(TEXT);
  log.add(ended(1), spec);
  const rest = lines.logged(undefined);
  const counts = [await first, await rest].map((each) => each?.count ?? 0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
});

test('left to another process, the log ends here, and no line is lost', async () => {
  const { log, lines } = both();
  const first = lines.logged(TEXT);
  log.add(ended(1), spec);
  const { logging, lines: after } = lines.leave();
  log.add(ended(2), spec);
  expect(logging).toEqual(TEXT);
  const here = await first;
  expect((here?.count ?? 0) + ((await after)?.count ?? 0)).toBe(2);
  expect(await lines.logged(TEXT)).toBeUndefined();
});
