import { describe, expect, onTestFinished, test } from 'vitest';
import type { FirewallRule, Rulebook } from '../../../src/firewall/rule.ts';
import { RulebookSender } from '../../../src/relay/common/rulebook-update.ts';
import type { EntryCounters } from '../../../src/relay/relay.ts';
import { bookOf, withPolicy } from '../../firewall/rulebook.ts';
import { deafPort } from '../support/deaf.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

const FRIEND = '127.0.0.5';
const STRANGER = '127.0.0.6';

describe.each(transports)('rules, $kind', (transport) => {
  /** A plane with an entry that leads to a backend which answers `here`; more ports make it a range. */
  async function ruled({ listen = '127.0.0.1', more = 0 } = {}) {
    const observed = testPlane({ transport });
    const sender = new RulebookSender();
    const backend = await Backend.start((peer) => void peer.send('here'));
    onTestFinished(() => backend.close());
    const port = await freePort(more + 1);
    const ports = more === 0 ? port : `${port}-${port + more}`;
    const connect = `127.0.0.1:${backend.port}`;
    await observed.plane.apply({
      put: [entry({ id: 'x', listen: `${listen}:${ports}`, connect })],
      remove: [],
    });
    return {
      observed,
      backend,
      port,
      rules: (book: Rulebook) => observed.plane.setRules(sender.update(book)),
      at: (some: Partial<FirewallRule> = {}, to = port): Partial<FirewallRule> => ({
        protocol: 'tcp',
        localPort: String(to),
        ...some,
      }),
      counters: (): EntryCounters => observed.counters('x'),
    };
  }

  /** What a connection gets: the backend's first bytes, or its end. */
  async function got(port: number, from: string, host = '127.0.0.1'): Promise<string> {
    const peer = await Peer.dial(port, host, from);
    await until('bytes or an end', () => peer.received > 0 || peer.closed || peer.broken !== undefined);
    const answer = peer.broken ?? peer.text;
    peer.reset();
    return answer;
  }

  test('an allow list lets in those whom it names, and resets others before the target is dialled', async () => {
    const { rules, port, at, backend, counters, observed } = await ruled();
    await rules(bookOf(at({ remoteIp: FRIEND, name: 'Friends' })));
    expect(await got(port, STRANGER)).toBe('ECONNRESET');
    expect(backend.count).toBe(0);
    expect(await got(port, FRIEND)).toBe('here');
    expect(backend.count).toBe(1);
    expect(counters()).toMatchObject({
      connectionsTotal: 1,
      denied: 1,
      denials: { 'rule Friends, which allows only others': 1 },
    });
    expect(observed.events).toMatchObject([
      {
        kind: 'denied',
        entry: 'x',
        text: `v4tov4 127.0.0.1:${port} denied ${STRANGER}: rule Friends, which allows only others.`,
      },
    ]);
  });

  test('a denied client that sends at once reaches nobody', async () => {
    const { rules, port, backend, counters } = await ruled();
    await rules(bookOf({ action: 'block' }));
    const client = await Peer.dial(port);
    client.socket.write('bytes');
    await until('an end', () => client.broken !== undefined || client.closed);
    await until('the count', () => counters().denied === 1);
    expect(backend.count).toBe(0);
    expect(counters().bytesUp).toBe(0);
  });

  test('block wins over allow, and is counted by its name', async () => {
    const { rules, port, at, counters } = await ruled();
    await rules(bookOf(at(), at({ action: 'block', remoteIp: '127.0.0.6-127.0.0.9', name: 'Bad' })));
    expect(await got(port, FRIEND)).toBe('here');
    expect(await got(port, STRANGER)).toBe('ECONNRESET');
    expect(await got(port, '127.0.0.9')).toBe('ECONNRESET');
    expect(counters().denials).toEqual({ 'rule Bad': 2 });
  });

  test('one line a minute tells of a network', async () => {
    const { rules, port, observed, counters } = await ruled();
    await rules(bookOf({ action: 'block', remoteIp: '127.0.0.0/8' }));
    for (const client of ['127.0.0.5', '127.0.0.6', '127.0.0.7', '127.0.9.7']) await got(port, client);
    expect(counters().denied).toBe(4);
    expect(observed.events.map(({ text }) => text)).toEqual([
      `v4tov4 127.0.0.1:${port} denied 127.0.0.5: rule r0.`,
      `v4tov4 127.0.0.1:${port} denied 127.0.9.7: rule r0.`,
    ]);
  });

  test('the policy closes ports that no rule allows', async () => {
    const { rules, port, at, counters } = await ruled();
    await rules(withPolicy(bookOf(), { inbound: 'blockinbound' }));
    expect(await got(port, FRIEND)).toBe('ECONNRESET');
    expect(counters().denials).toEqual({ 'policy blockinbound': 1 });
    await rules(withPolicy(bookOf(at({ remoteIp: '127.0.0.0/29' })), { inbound: 'blockinbound' }));
    expect(await got(port, FRIEND)).toBe('here');
    expect(await got(port, '127.0.0.9')).toBe('ECONNRESET');
    await rules(withPolicy(bookOf(), { inbound: 'blockinbound', state: 'off' }));
    expect(await got(port, FRIEND)).toBe('here');
  });

  test('rules that lock out while connected reset at both ends, and only those meant', async () => {
    const { rules, port, at, backend, counters, observed } = await ruled();
    await rules(bookOf(at({ remoteIp: '127.0.0.0/8' })));
    const [friend, stranger] = [
      await Peer.dial(port, undefined, FRIEND),
      await Peer.dial(port, undefined, STRANGER),
    ];
    const [toFriend, toStranger] = [await backend.next(), await backend.next()];
    await friend.sees('here');
    await stranger.sees('here');
    await rules(bookOf(at({ remoteIp: FRIEND, name: 'Friends' })));
    await stranger.seesReset();
    await until(
      'a reset at the backend',
      () => toStranger.broken === 'ECONNRESET' || toFriend.broken === 'ECONNRESET',
    );
    await friend.send('still');
    await until('bytes', () => toFriend.text === 'still' || toStranger.text === 'still');
    expect(counters()).toMatchObject({ connections: 1, denied: 1, ends: { 'netsh data denied': 1 } });
    expect(observed.plane.sampler.rest().recent).toMatchObject([{ end: { by: 'netsh', how: 'denied' } }]);
    expect(observed.events.at(-1)?.text).toContain(
      `denied ${STRANGER}: rule Friends, which allows only others.`,
    );
    friend.reset();
  });

  test('a wildcard socket is judged by the address that was reached', async () => {
    const { rules, port } = await ruled({ listen: '*' });
    await rules(bookOf({ action: 'block', localIp: '127.0.0.3' }));
    expect(await got(port, FRIEND, '127.0.0.3')).toBe('ECONNRESET');
    expect(await got(port, FRIEND, '127.0.0.4')).toBe('here');
  });

  test('each port of a range by itself', async () => {
    const { rules, port, at } = await ruled({ more: 2 });
    await rules(bookOf(at({ remoteIp: FRIEND, localPort: `${port + 1}-${port + 2}` })));
    expect(await got(port, STRANGER)).toBe('here');
    expect(await got(port + 1, STRANGER)).toBe('ECONNRESET');
    expect(await got(port + 2, FRIEND)).toBe('here');
  });

  test('the port of the client', async () => {
    const { rules, port } = await ruled();
    await rules(bookOf({ action: 'block', protocol: 'tcp', remotePort: '0-65535' }));
    expect(await got(port, FRIEND)).toBe('ECONNRESET');
    await rules(bookOf({ action: 'block', protocol: 'udp', remotePort: '0-65535' }));
    expect(await got(port, FRIEND)).toBe('here');
  });

  test('10,000 rules', async () => {
    const { rules, port, at } = await ruled();
    const list = Array.from({ length: 9_999 }, (_, index) =>
      at({ remoteIp: `127.1.${index >> 8}.${index & 255}`, action: index % 2 === 0 ? 'allow' : 'block' }),
    );
    await rules(bookOf(...list, at({ remoteIp: FRIEND })));
    expect(await got(port, FRIEND)).toBe('here');
    expect(await got(port, '127.1.39.0')).toBe('here');
    expect(await got(port, '127.1.38.1')).toBe('ECONNRESET');
    expect(await got(port, STRANGER)).toBe('ECONNRESET');
  });

  test('a target that may not be reached is passed over; without another the client is reset', async () => {
    const observed = testPlane({ transport });
    const sender = new RulebookSender();
    const [first, second] = [await Backend.named('first'), await Backend.named('second')];
    onTestFinished(async () => void (await Promise.all([first.close(), second.close()])));
    const port = await freePort();
    const connect = [`127.0.0.1:${first.port}`, `127.0.0.1:${second.port}`] as const;
    await observed.plane.apply({
      put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect })],
      remove: [],
    });
    const block = (to: number): Partial<FirewallRule> => ({
      direction: 'out',
      action: 'block',
      protocol: 'tcp',
      remotePort: String(to),
    });
    await observed.plane.setRules(sender.update(bookOf(block(first.port))));
    expect(await ask(port)).toBe('second');
    await until('the end', () => observed.counters('x').connections === 0);
    await observed.plane.setRules(sender.update(bookOf(block(first.port), block(second.port))));
    expect(await ask(port)).toBe('ECONNRESET');
    expect(first.count).toBe(0);
    await until('the end', () => observed.counters('x').connections === 0);
    expect(observed.counters('x')).toMatchObject({
      denied: 3,
      denials: { 'rule r0': 2, 'rule r1': 1 },
      errors: 1,
      lastError: {
        text: `The connection to 127.0.0.1:${second.port} failed: rules of advfirewall do not allow it.`,
      },
    });
    expect(observed.counters('x').ends['netsh connect denied']).toBe(1);
  });

  test('a target that is being dialled when a rule denies it is given up', async () => {
    const observed = testPlane({ transport });
    const [port, deaf] = [await freePort(), await deafPort()];
    const connect = `127.0.0.1:${deaf}`;
    await observed.plane.apply({
      put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect })],
      remove: [],
    });
    const client = await Peer.dial(port);
    await until('dialling', () => [...observed.plane.connections()].some(({ target }) => target === connect));
    const book = bookOf({ direction: 'out', action: 'block', protocol: 'tcp', remotePort: String(deaf) });
    await observed.plane.setRules(new RulebookSender().update(book));
    await client.seesReset();
    await until('the end', () => observed.counters('x').connections === 0);
    expect(observed.counters('x')).toMatchObject({ denied: 1, ends: { 'netsh connect denied': 1 } });
  });

  test('a target that was reached is judged by the address of this end, and anew when rules change', async () => {
    const { rules, port, backend, counters } = await ruled();
    await rules(bookOf({ direction: 'out', action: 'block', localIp: '127.0.0.2' }));
    const client = await Peer.dial(port);
    await client.sees('here');
    await rules(bookOf({ direction: 'out', action: 'block', localIp: '127.0.0.1' }));
    await client.seesReset();
    expect(await got(port, FRIEND)).toBe('ECONNRESET');
    expect(counters().ends).toMatchObject({ 'netsh data denied': 1, 'netsh connect denied': 1 });
    expect((await backend.next()).text).toBe('');
  });
});

test('entries that are put while rules are compiled listen under them', async () => {
  const observed = testPlane();
  const backend = await Backend.named('here');
  onTestFinished(() => backend.close());
  const port = await freePort();
  const rules = Array.from({ length: 5_000 }, (_, index) => ({
    remoteIp: `10.0.${index >> 8}.${index & 255}`,
    action: 'block' as const,
  }));
  void observed.plane.setRules(new RulebookSender().update(bookOf(...rules, { action: 'block' })));
  const connect = `127.0.0.1:${backend.port}`;
  await observed.plane.apply({ put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect })], remove: [] });
  expect(await ask(port)).toBe('ECONNRESET');
  expect(backend.count).toBe(0);
});
