import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_BODY } from '../../src/service/contract/api.ts';
import { rawRequest } from './raw-request.ts';
import { Sandbox } from './sandbox.ts';
import { add, entryAt, ownAddress, remove } from './values.ts';

let box: Sandbox;
const address = ownAddress();

beforeAll(async () => {
  box = new Sandbox();
  await box.foreground();
});

afterAll(async () => {
  await box.end();
});

function changes(list: readonly unknown[], more: object = {}): string {
  return JSON.stringify({ changes: list, ...more });
}

test('any HTTP client reads and changes', async () => {
  expect(await rawRequest(box, 'POST', '/v1/changes', changes([add(address, 7001)]))).toEqual({
    status: 200,
    json: { results: [{ kind: 'done', notices: [] }] },
  });
  const read = async (path: string): Promise<unknown> => (await rawRequest(box, 'GET', path)).json;
  expect(await read('/v1/entries')).toMatchObject({ entries: [{ listenPort: '7001', state: 'listening' }] });
  expect(await read('/v1/entries?counters=1')).toMatchObject({ entries: [{ counters: {} }] });
  expect(await read('/v1/connections')).toEqual({ connections: [] });
  expect(await read('/v1/status')).toMatchObject({ running: true, home: box.home });
});

test('a change with a value that is unknown is refused and named, not made without it', async () => {
  const wrong = { op: 'add', values: { ...entryAt(address, 7011), idletimeout: '5m' } };
  expect(await rawRequest(box, 'POST', '/v1/changes', changes([add(address, 7010), wrong]))).toEqual({
    status: 400,
    json: {
      error: {
        code: 'invalid',
        message: 'Change 2 is not understood: entries have no value idletimeout.',
      },
    },
  });
  expect(JSON.stringify((await rawRequest(box, 'GET', '/v1/entries')).json)).not.toContain('7010');
});

test('each change is answered by itself, in order', async () => {
  const { status, json } = await rawRequest(
    box,
    'POST',
    '/v1/changes',
    changes([
      add(address, 7002),
      add(address, 70_000),
      remove(address, 7999),
      { op: 'add', values: { listenPort: '1', family: 'v4tov4', connectAddress: '::1' } },
      remove(address, 7002),
    ]),
  );
  expect(status).toBe(200);
  expect(json).toEqual({
    results: [
      { kind: 'done', notices: [] },
      {
        kind: 'refused',
        code: 'invalid',
        detail: expect.stringMatching(
          /^70000 is not an acceptable value for listenport\. The highest port is 65535/,
        ),
      },
      { kind: 'absent' },
      { kind: 'refused', code: 'invalid', detail: expect.stringContaining('connectaddress') },
      { kind: 'done', notices: [] },
    ],
  });
});

test('a batch may stop at its first failure', async () => {
  const { json } = await rawRequest(
    box,
    'POST',
    '/v1/changes',
    changes([remove(address, 7999), add(address, 7998)], { stopAtFirst: true }),
  );
  expect(json).toEqual({ results: [{ kind: 'absent' }, { kind: 'skipped' }] });
});

describe('refused requests', () => {
  test.each([
    ['GET', '/', 404, 'missing'],
    ['GET', '/v1', 404, 'missing'],
    ['GET', '/v1/nothing', 404, 'missing'],
    ['GET', '/v1/__proto__', 404, 'missing'],
    ['GET', '/v2/status', 404, 'version'],
    ['GET', '/v0/entries', 404, 'version'],
    ['POST', '/v1/status', 405, 'method'],
    ['GET', '/v1/changes', 405, 'method'],
    ['DELETE', '/v1/entries', 405, 'method'],
    ['GET', '//', 400, 'invalid'],
    ['POST', '/v1/events', 405, 'method'],
    ['GET', '/v1/events?interval=99', 400, 'invalid'],
    ['GET', '/v1/events?interval=60001', 400, 'invalid'],
    ['GET', '/v1/events?interval=fast', 400, 'invalid'],
  ])('%s %s', async (method, path, status, code) => {
    const answer = await rawRequest(box, method, path);
    expect(answer).toEqual({ status, json: { error: { code, message: expect.stringMatching(/\.$/) } } });
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"changes":{}}',
    '{"changes":[],"stopAtFirst":"no"}',
    changes([null]),
    changes(['reset']),
    changes([{ op: 'drop' }]),
    changes([{ op: 'add' }]),
    changes([{ op: 'add', values: [] }]),
    changes([{ op: 'add', values: { family: 'v4tov5', listenPort: '80' } }]),
    changes([{ op: 'add', values: { family: 'v4tov4', listenPort: 80 } }]),
    changes([{ op: 'add', values: { family: 'v4tov4' } }]),
    changes([{ op: 'set', values: { family: 'v4tov4', listenPort: '80', connectAddress: null } }]),
    changes([{ op: 'add', values: { family: 'v4tov4', listenPort: '8'.repeat(301) } }]),
    changes([{ op: 'set', values: { family: 'v4tov4', listenPort: '80', state: 'off' } }]),
    changes([{ op: 'delete', side: { family: 'v4tov4', listenPort: '80' } }]),
    Buffer.from([0x22, 0xff, 0xfe, 0x22]),
  ])('changes: %s', async (body) => {
    const answer = await rawRequest(box, 'POST', '/v1/changes', body);
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'invalid' } } });
  });

  test.each([
    '',
    '{"changes":[null]}',
    '{"changes":[],"expected":[]}',
    '{"changes":[],"expected":true}',
    '{"changes":[],"expected":{"entries":{}}}',
    '{"changes":[],"expected":{"entries":[{"family":"v4tov4","listenAddress":"*","listenPort":"80"}]}}',
    '{"changes":[],"expected":{"absent":[{"family":"v4tov4","listenPort":"80"}]}}',
    '{"changes":[],"expected":{"nothingElse":"yes"}}',
  ])('transaction: %s', async (body) => {
    const answer = await rawRequest(box, 'POST', '/v1/transaction', body);
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'invalid' } } });
  });

  test.each(['{"drainMs":-1}', '{"drainMs":1.5}', '{"drainMs":"1"}', '{"drainMs":1e12}'])(
    'stop: %s',
    async (body) => {
      const answer = await rawRequest(box, 'POST', '/v1/stop', body);
      expect(answer).toMatchObject({ status: 400, json: { error: { code: 'invalid' } } });
    },
  );

  test.each(['', '{}', '[]', '{"id":"1"}', '{"id":1.5}', '{"entry":1}', '{"client":""}'])(
    'kill: %s',
    async (body) => {
      const answer = await rawRequest(box, 'POST', '/v1/kill', body);
      expect(answer).toMatchObject({ status: 400, json: { error: { code: 'invalid' } } });
    },
  );

  test('too many changes', async () => {
    const answer = await rawRequest(
      box,
      'POST',
      '/v1/changes',
      changes(Array.from({ length: 1001 }, () => ({ op: 'reset' }))),
    );
    expect(answer).toMatchObject({ status: 413, json: { error: { code: 'too-large' } } });
  });

  test('too many changes in a transaction', async () => {
    const list = Array.from({ length: 20_001 }, () => ({ op: 'reset' }));
    const answer = await rawRequest(box, 'POST', '/v1/transaction', changes(list));
    expect(answer).toMatchObject({ status: 413, json: { error: { code: 'too-large' } } });
  });

  test('a body that is too long', async () => {
    const answer = await rawRequest(box, 'POST', '/v1/changes', ' '.repeat(MAX_BODY + 1));
    expect(answer).toMatchObject({ status: 413, json: { error: { code: 'too-large' } } });
  });
});

test('what is no HTTP ends that connection and nothing else', async () => {
  const socket = connect(box.socket);
  socket.resume().end('\0\0\0\x16\x03 hello\r\n\r\n');
  await new Promise((resolve) => {
    socket.on('close', resolve);
  });
  expect(await box.status()).toMatchObject({ running: true });
});
