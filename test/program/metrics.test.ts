import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestHome, closed, freePort, listen, portOf } from './netsh.ts';

describe('relay set metrics', () => {
  let home: TestHome;

  beforeAll(() => {
    home = new TestHome();
  });

  afterAll(() => home.close());

  test('starts the relay and serves them, which relay show status tells, until they are disabled', async () => {
    const port = await freePort();
    const ran = await home.netsh(['relay', 'set', 'metrics', `listenport=${port}`]);
    expect(ran).toMatchObject({ code: 0, out: '\n', err: expect.stringContaining('relay') });
    const url = `http://127.0.0.1:${port}/metrics`;
    expect((await home.netsh(['relay', 'show', 'status'])).out).toContain(`Metrics     : ${url}\n`);
    expect(await (await fetch(url)).text()).toContain('netsh_relay_entries{state="listening"} 0\n');
    expect(await home.netsh(['relay', 'set', 'metrics', 'state=disabled'])).toEqual({
      code: 0,
      out: '\n',
      err: '',
    });
    expect((await home.netsh(['relay', 'show', 'status'])).out).toContain('Metrics     : off\n');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('says why where they cannot be served', async () => {
    const holder = await listen(createServer());
    const port = portOf(holder);
    const ran = await home.netsh(['relay', 'set', 'metrics', String(port)]);
    const reason = `http://127.0.0.1:${port}/metrics: Port ${port} is already in use.`;
    expect(ran).toMatchObject({ code: 0, err: expect.stringContaining(reason) });
    await closed(holder);
  });

  test('serves this machine alone', async () => {
    const ran = await home.netsh(['relay', 'set', 'metrics', '9464', '0.0.0.0']);
    expect(ran.code).toBe(1);
    expect(ran.out).toBe('0.0.0.0 is not an acceptable value for listenaddress.\n');
    expect(ran.err).toMatch(/loopback/);
  });
});
