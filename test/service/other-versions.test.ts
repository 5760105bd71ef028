import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { prepareHome } from '../../src/store/home.ts';
import { type Sandbox, sandbox } from './sandbox.ts';
import { add } from './values.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Something else that listens on the control socket of a home. */
async function standIn(
  box: Sandbox,
  status: number,
  headers: Record<string, string>,
  body: string,
): Promise<void> {
  prepareHome(box.paths);
  const server = createServer((_, response) => response.writeHead(status, headers).end(body));
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(join(box.paths.run, 'control.sock'), resolve);
  });
}

test('a service of another version is told of clearly, for reading and changing', async () => {
  const box = sandbox();
  const body = '{"error":{"code":"version","message":"…"}}';
  const headers = {
    'netsh-api': '2',
    'netsh-version': '3.4.5',
    'netsh-process': '4711',
    'content-length': String(Buffer.byteLength(body)),
  };
  await standIn(box, 404, headers, body);
  const expected = {
    code: 'version',
    message:
      'The relay that runs is netsh 3.4.5, which speaks version 2 of the control API; this netsh speaks version 1. ' +
      'End it (process 4711): kill 4711. The next command then starts the relay of this netsh.',
  };
  await expect(box.backend().entries()).rejects.toMatchObject(expected);
  await expect(box.backend().change(add('127.0.0.1', 1))).rejects.toMatchObject(expected);
  await expect(box.backend().stop({ drainMs: 0 })).rejects.toMatchObject(expected);
});

test('something else on the socket is told of', async () => {
  const box = sandbox();
  await standIn(box, 200, { 'content-length': '2' }, '{}');
  await expect(box.backend().status()).rejects.toMatchObject({ code: 'protocol' });
});

test('an answer that is no JSON is told of', async () => {
  const box = sandbox();
  await standIn(box, 200, { 'netsh-api': '1', 'content-length': '1' }, '{');
  await expect(box.backend().status()).rejects.toMatchObject({ code: 'protocol' });
});

test('an answer of another shape is told of, whatever was asked', async () => {
  const box = sandbox();
  await standIn(box, 200, { 'netsh-api': '1', 'content-length': '2' }, '{}');
  const backend = box.backend();
  const expected = {
    code: 'protocol',
    message: 'This netsh does not understand the answer of the relay service.',
  };
  const entries = { entries: [], absent: [], nothingElse: false };
  const asked = [
    () => backend.status(),
    () => backend.start(),
    () => backend.entries(),
    () => backend.connections(),
    () => backend.change(add('127.0.0.1', 1)),
    () => backend.transaction({ changes: [], expected: entries }),
    () => backend.kill({ id: 1 }),
    () => backend.setMetrics({ state: 'disabled' }),
    () => backend.setLog({ state: 'off' }),
    () => backend.stop({ drainMs: 0 }),
  ];
  for (const ask of asked) await expect(ask()).rejects.toMatchObject(expected);
});
