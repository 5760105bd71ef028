import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { prepareHome } from '../../../src/store/home.ts';
import { closed, freePort, listen, portOf } from '../../program/netsh.ts';
import { rawRequest } from '../raw-request.ts';
import { type Sandbox, gone, sandbox, until } from '../sandbox.ts';

interface Got {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly text: string;
}

/** What is answered on a port of this machine; undefined where nobody listens. */
function get(
  port: number,
  { address = '127.0.0.1', path = '/metrics', method = 'GET', host = '' } = {},
): Promise<Got | undefined> {
  return new Promise((resolve, reject) => {
    const headers = host === '' ? {} : { host };
    const sent = request({ host: address, port, path, method, agent: false, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        resolve({ status: response.statusCode, type: response.headers['content-type'], text });
      });
      response.on('error', reject);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
    sent.end();
  });
}

async function entry(box: Sandbox, port: number): Promise<void> {
  const values = {
    family: 'v4tov4',
    listenAddress: '127.0.0.1',
    listenPort: String(port),
    connectPort: String(await freePort()),
  } as const;
  expect(await box.backend().change({ op: 'add', values })).toMatchObject({ kind: 'done' });
}

describe('metrics over TCP', () => {
  test('are served where they are enabled, to this machine alone, and no longer once disabled', async () => {
    const box = sandbox();
    const backend = box.backend();
    const [port, served] = [await freePort(), await freePort()];
    expect(await backend.setMetrics({ state: 'enabled', port: served })).toEqual({
      kind: 'done',
      metrics: { address: '127.0.0.1', port: served, state: 'listening' },
    });
    await entry(box, port);
    const got = await get(served);
    expect(got).toMatchObject({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
    expect(got?.text).toContain(`netsh_entry_listening{family="v4tov4",listen="127.0.0.1:${port}"} 1\n`);
    expect(await get(served, { path: '/' })).toMatchObject({ status: 404 });
    expect(await get(served, { method: 'POST' })).toMatchObject({ status: 405 });
    expect(await get(served, { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await get(served, { host: `localhost:${served}` })).toMatchObject({ status: 200 });
    expect(await backend.setMetrics({ state: 'disabled' })).toEqual({ kind: 'done' });
    expect(await get(served)).toBeUndefined();
    expect((await box.status()).metrics).toBeUndefined();
  });

  test('move to another port and address; what is not told stays', async () => {
    const box = sandbox();
    const backend = box.backend();
    const [one, two] = [await freePort(), await freePort()];
    await backend.setMetrics({ state: 'enabled', port: one });
    await backend.setMetrics({ state: 'enabled', port: two });
    expect(await get(one)).toBeUndefined();
    await backend.setMetrics({ state: 'enabled', address: '127.0.0.2' });
    expect((await box.status()).metrics).toEqual({ address: '127.0.0.2', port: two, state: 'listening' });
    expect(await get(two, { address: '127.0.0.2' })).toMatchObject({ status: 200 });
  });

  test('are served again by the next service', async () => {
    const box = sandbox();
    const served = await freePort();
    const { pid } = await box.backend().start();
    await box.backend().setMetrics({ state: 'enabled', port: served });
    await box.backend().stop({ drainMs: 0 });
    await gone(pid!);
    expect(await get(served)).toBeUndefined();
    await box.backend().start();
    expect(await get(served)).toMatchObject({ status: 200 });
    expect(JSON.parse(readFileSync(box.paths.settings, 'utf8'))).toEqual({
      metrics: { address: '127.0.0.1', port: served },
    });
  });

  test('keep a service that has nothing else to do', async () => {
    const box = sandbox();
    const backend = box.backend('service', 50);
    const served = await freePort();
    await backend.setMetrics({ state: 'enabled', port: served });
    const { pid } = await backend.status();
    await backend.close();
    // A service without metrics and started after it is idle for longer, and gone while this one is still there.
    const other = sandbox();
    const idle = other.backend('service', 50);
    const { pid: second } = await idle.start();
    await idle.close();
    await gone(second!);
    expect(await get(served)).toMatchObject({ status: 200 });
    const last = box.backend();
    await last.setMetrics({ state: 'disabled' });
    await last.close();
    await gone(pid!);
  });

  test('wait for a port that is taken, and say so', async () => {
    const box = sandbox();
    const holder = await listen(createServer());
    const port = portOf(holder);
    expect(await box.backend().setMetrics({ state: 'enabled', port })).toEqual({
      kind: 'done',
      metrics: { address: '127.0.0.1', port, state: 'failed', reason: `Port ${port} is already in use.` },
    });
    await until(() => box.log().includes(`Metrics are not served: Port ${port} is already in use.`));
    await closed(holder);
    await until(async () => (await box.status()).metrics?.state === 'listening');
    expect(await get(port)).toMatchObject({ status: 200 });
  });

  test('are refused anywhere else than on a loopback address and a port', async () => {
    const box = sandbox();
    await box.backend().start();
    for (const wish of [
      { state: 'enabled', address: '0.0.0.0' },
      { state: 'enabled', address: '192.0.2.1' },
      { state: 'enabled', address: 'localhost' },
      { state: 'enabled', port: 0 },
      { state: 'enabled', port: '9464' },
      { state: 'on' },
      [],
    ]) {
      const { status, json } = await rawRequest(box, 'POST', '/v1/metrics/set', JSON.stringify(wish));
      expect({ wish, status, json }).toMatchObject({ status: 400, json: { error: { code: 'invalid' } } });
    }
    expect(existsSync(box.paths.settings)).toBe(false);
  });

  test.each(['{"metrics": {"address": "0.0.0.0", "port": 9464}}', 'no JSON', '[]'])(
    'are off where the settings hold %s',
    async (text) => {
      const box = sandbox();
      prepareHome(box.paths);
      writeFileSync(box.paths.settings, text);
      expect((await box.backend().start()).metrics).toBeUndefined();
    },
  );
});

test('many who ask at once get the whole text each', async () => {
  const box = sandbox();
  const served = await freePort();
  await entry(box, await freePort());
  await box.backend().setMetrics({ state: 'enabled', port: served });
  const all = await Promise.all(Array.from({ length: 10 }, () => get(served)));
  for (const got of all) expect(got?.text).toMatch(/^# HELP netsh_relay_info[^]*\n$/);
});
