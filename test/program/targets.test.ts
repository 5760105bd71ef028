import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../relay/support/peer.ts';
import { until } from '../relay/support/until.ts';
import { TestHome, closed, freePorts, listen, portOf } from './netsh.ts';

/** The members of `show status` in JSON that this test looks at. */
interface StatusJson {
  readonly entries: readonly { readonly targets: readonly Record<string, unknown>[] }[];
}

/** A server that greets everybody; a check goes away without reading that. */
function greeter(name: string): Server {
  return createServer((socket) => socket.on('error', () => {}).end(name));
}

describe('several targets', () => {
  let home: TestHome;

  beforeAll(() => {
    home = new TestHome();
  });

  afterAll(() => home.close());

  test('a dead one is passed over; show status, JSON and the log say so, also when it is back', async () => {
    const [port = 0, dead = 0] = await freePorts(2);
    const server = await listen(greeter('second'));
    const list = `127.0.0.1:${dead},127.0.0.1:${portOf(server)}`;
    const added = await home.portproxy(
      `add v4tov4 ${port} ${list} 80 listenaddress=127.0.0.1 check=100ms sourceaddress=127.0.0.1`,
    );
    expect(added).toMatchObject({ code: 0 });
    expect(await ask(port)).toBe('second');
    const status = async (): Promise<string> => (await home.portproxy('show status')).out;
    const down = await until('the check', async () => {
      const text = await status();
      return / down for .*\n.* up for /.test(text) ? text : undefined;
    });
    expect(down.replaceAll(/for \d+s/g, 'for 0s')).toContain(
      [
        `  127.0.0.1:${dead}: down for 0s: nothing listens there (ECONNREFUSED)`,
        `  127.0.0.1:${portOf(server)}: up for 0s`,
        '',
      ].join('\n'),
    );
    const { out } = await home.netsh(['--json', 'interface', 'portproxy', 'show', 'status']);
    const { entries }: StatusJson = JSON.parse(out);
    expect(entries[0]?.targets).toEqual([
      {
        target: `127.0.0.1:${dead}`,
        state: 'down',
        since: expect.any(Number),
        reason: 'nothing listens there (ECONNREFUSED)',
        failures: expect.any(Number),
        connections: 0,
      },
      {
        target: `127.0.0.1:${portOf(server)}`,
        state: 'up',
        since: expect.any(Number),
        connections: 0,
      },
    ]);
    const revived = await listen(greeter('first'), '127.0.0.1', dead);
    await until('the first target', async () => (await ask(port)) === 'first');
    expect(await status()).toMatch(new RegExp(`  127\\.0\\.0\\.1:${dead}: up for `));
    const kept = await home.portproxy('dump');
    expect(kept.out).toContain(`connectaddress=${list}`);
    const log = readFileSync(path.join(home.path, 'service.log'), 'utf8');
    expect(log).toContain(`the target 127.0.0.1:${dead} is down: nothing listens there (ECONNREFUSED).`);
    expect(log).toContain(`the target 127.0.0.1:${dead} answers again.`);
    await closed(revived);
    await closed(server);
  });

  test('a list that leads back to the entry is held, and says by which target', async () => {
    const [port = 0] = await freePorts(1);
    await home.portproxy(`add v4tov4 ${port} 10.9.9.9,127.0.0.1 ${port} listenaddress=127.0.0.1`);
    expect((await home.portproxy('show status')).out).toContain('by its target 127.0.0.1');
  });
});
