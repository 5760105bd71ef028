import { describe, expect, onTestFinished, test } from 'vitest';
import { socketAddress } from '../../../src/relay/native/addresses.ts';
import type { Libc } from '../../../src/relay/native/libc.ts';
import { nativeTransport } from '../../../src/relay/native/native-transport.ts';
import { relayed } from '../support/relayed.ts';
import { until } from '../support/until.ts';
import { libc } from './libc.ts';

const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const TCP_QUICKACK = 12;
const NONBLOCK_STREAM = 0o4001;

// What is not seen from outside, but costs each connection a call or a packet: the options of the sockets that lead to targets.
describe.skipIf(!libc)('a socket that leads to a target', () => {
  const library = libc!;

  /** A relay whose options of TCP are noted, and clients that send before anybody sees that they have come. */
  async function noted() {
    const set: string[] = [];
    const setsockopt: Libc['setsockopt'] = (fd, level, name, value, length) => {
      if (level === IPPROTO_TCP && name === TCP_NODELAY) set.push('no delay');
      if (level === IPPROTO_TCP && name === TCP_QUICKACK)
        set.push(value[0] === 0 ? 'acknowledge with data' : 'acknowledge');
      return library.setsockopt(fd, level, name, value, length);
    };
    const transport = (await nativeTransport(undefined, { ...library, setsockopt }))!;
    const { backend, port } = await relayed({ transport });
    const address = socketAddress(library, '127.0.0.1', port);
    const dial = (early: string): { say: (text: string) => void; hangUp: () => void } => {
      const fd = library.socket(2, NONBLOCK_STREAM, 0);
      onTestFinished(() => void library.close(fd));
      // Loopback answers while the call lasts, so what follows is there before the relay has its turn.
      library.connect(fd, address, address.length);
      const say = (text: string): void => void library.send(fd, Buffer.from(text.padEnd(65)), text.length, 0);
      if (early !== '') say(early);
      return { say, hangUp: () => void library.shutdown(fd, 1) };
    };
    /** What was set since the last question. */
    const taken = (): readonly string[] => set.splice(0);
    taken();
    return { backend, dial, taken };
  }

  test('has no call for Nagle before its second message, or a large first one', async () => {
    const { backend, dial, taken } = await noted();
    const client = dial('small');
    const target = await backend.next();
    await until('the first', () => target.text === 'small');
    expect(taken()).not.toContain('no delay');
    client.say('second');
    await until('the second', () => target.text === 'smallsecond');
    expect(taken()).toContain('no delay');
    client.say('third');
    await until('the third', () => target.text === 'smallsecondthird');
    expect(taken()).toEqual([]);

    dial('x'.repeat(537));
    const other = await backend.next();
    await until('a large one', () => other.received === 537);
    expect(taken()).toContain('no delay');
    dial('x'.repeat(536));
    const third = await backend.next();
    await until('one segment', () => third.received === 536);
    expect(taken()).not.toContain('no delay');
  });

  test('has its handshake acknowledged by its first message where the client before sent at once', async () => {
    const { backend, dial, taken } = await noted();
    dial('one');
    const first = await backend.next();
    await until('the first', () => first.text === 'one');
    expect(taken()).toEqual([]);
    for (const text of ['two', 'three']) {
      dial(text);
      const next = await backend.next();
      await until('the next', () => next.text === text);
      expect(taken()).toEqual(['acknowledge with data']);
    }
  });

  test('is acknowledged in the same turn where the client says nothing, and those after it as ever', async () => {
    const { backend, dial, taken } = await noted();
    dial('one');
    await backend.next();
    const silent = dial('');
    // It would be seen after 200 ms all the same, so what was called is looked at, too.
    const greeter = await backend.next();
    expect(taken()).toEqual(['acknowledge with data', 'acknowledge']);
    silent.hangUp();
    await greeter.seesFin();
    dial('');
    await backend.next();
    expect(taken()).toEqual([]);
  });

  test('of a client that says nothing and ends at once is acknowledged by its end', async () => {
    const { backend, dial, taken } = await noted();
    dial('one');
    await backend.next();
    dial('').hangUp();
    const target = await backend.next();
    await target.seesFin();
    expect(taken()[0]).toBe('acknowledge with data');
  });
});
