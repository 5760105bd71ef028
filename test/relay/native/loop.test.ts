import { closeSync, openSync, writeSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EDGE, IN, OUT } from '../../../src/relay/native/epoll-event.ts';
import { Loop } from '../../../src/relay/native/loop.ts';
import { findNodeLoop } from '../../../src/relay/native/node-loop.ts';
import { until } from '../support/until.ts';
import { libc, pipe } from './libc.ts';

const nodeLoop = libc && (await findNodeLoop(libc));
const WORD = Buffer.from('word');

describe.skipIf(!libc)('the loop inside the loop of Node', () => {
  const library = libc!;

  function opened(): { loop: Loop; reader: number; writer: number } {
    expect(nodeLoop?.epoll).toBeGreaterThan(0);
    const loop = new Loop(library, nodeLoop!);
    const ends = pipe(library);
    onTestFinished(() => {
      loop.forget(ends.reader);
      loop.close();
      library.close(ends.reader);
      library.close(ends.writer);
    });
    return { loop, ...ends };
  }

  test('tells what happens, again and again until it was read', async () => {
    const { loop, reader, writer } = opened();
    let told = 0;
    loop.watch(reader, IN, {
      ready: (flags) => {
        expect(flags).toBe(IN);
        told += 1;
        if (told === 3) loop.change(reader, 0);
      },
    });
    write(writer);
    await until('three events', () => told === 3);
  });

  test('what was gathered while it was held is told once it goes on, though it is reported once', async () => {
    const { loop, reader, writer } = opened();
    const told: number[] = [];
    loop.hold();
    loop.watch(reader, IN | EDGE, { ready: (flags) => told.push(flags) });
    loop.watch(writer, OUT | EDGE, { ready: (flags) => told.push(-flags) });
    write(writer);
    loop.gather();
    loop.gather();
    expect(told).toEqual([]);
    loop.goOn();
    await until('the event', () => told.length > 0);
    // That the other end takes bytes was dropped.
    expect(told).toEqual([IN]);
    write(writer);
    await until('the next event', () => told.length > 1);
    expect(told).toEqual([IN, IN]);
    loop.forget(writer);
  });

  test('what is abandoned can be watched anew, though another descriptor of the same pipe stays open', async () => {
    const { loop, reader, writer } = opened();
    const copy = openSync(`/proc/self/fd/${reader}`, 'r');
    onTestFinished(() => closeSync(copy));
    const told: string[] = [];
    loop.hold();
    loop.watch(reader, IN, { ready: () => told.push('first') });
    write(writer);
    loop.gather();
    loop.abandon(reader);
    loop.watch(reader, IN, {
      ready() {
        told.push('second');
        loop.change(reader, 0);
      },
    });
    loop.goOn();
    await until('the event', () => told.length > 0);
    expect(told).toEqual(['second']);
  });

  test('what is forgotten hears nothing, nor does what has its number in the same turn', async () => {
    const { loop } = opened();
    const heard: string[] = [];
    const pipes = [pipe(library), pipe(library)];
    const successors: { readonly reader: number; readonly writer: number }[] = [];
    for (const [own, { reader, writer }] of pipes.entries()) {
      write(writer);
      loop.watch(reader, IN, {
        ready() {
          heard.push('first');
          loop.change(reader, 0);
          // The other one has an event in this turn too. Its number goes to a pipe in which there is nothing.
          const other = pipes[1 - own]!.reader;
          loop.forget(other);
          library.close(other);
          const successor = pipe(library);
          successors.push(successor);
          expect(successor.reader).toBe(other);
          loop.watch(successor.reader, IN, { ready: () => heard.push('successor') });
        },
      });
    }
    await until('an event', () => heard.length > 0);
    await turns(3);
    expect(heard).toEqual(['first']);
    // It does hear of what is its own.
    const [successor] = successors;
    write(successor!.writer);
    await until('its event', () => heard.includes('successor'));
    for (const { reader } of [...pipes, ...successors]) loop.forget(reader);
    for (const fd of new Set([...pipes, ...successors].flatMap(({ reader, writer }) => [reader, writer])))
      library.close(fd);
  });

  test('timers, immediates and promises of Node have their turn while descriptors keep it busy', async () => {
    const { loop, reader, writer } = opened();
    let told = 0;
    write(writer);
    // Never read, so that it is ready in each turn.
    loop.watch(reader, IN, { ready: () => (told += 1) });
    const begun = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await turns(3);
    await Promise.resolve();
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(told).toBeGreaterThan(3);
  });

  test('a promise that is made by an event is carried on at once, though nothing else happens', async () => {
    const { loop, reader, writer } = opened();
    const waits: number[] = [];
    let begun = 0;
    write(writer);
    // Without a timer of the test, for which the loop would hurry.
    await new Promise<void>((done) => {
      const carryOn = async (): Promise<void> => {
        await Promise.resolve();
        waits.push(performance.now() - begun);
        if (waits.length === 5) done();
        else loop.change(reader, IN);
      };
      loop.watch(reader, IN, {
        ready() {
          begun = performance.now();
          loop.change(reader, 0);
          void carryOn();
        },
      });
    });
    // By itself the loop would wait for 50 ms.
    expect(Math.min(...waits)).toBeLessThan(20);
  });

  test('what is left for later is done in the next turn, after others had theirs', async () => {
    const { loop, reader, writer } = opened();
    const order: string[] = [];
    write(writer);
    loop.watch(reader, IN, {
      ready() {
        order.push('event');
        if (order.length >= 4) loop.change(reader, 0);
        else loop.later({ resume: () => order.push('later') });
      },
    });
    await until('some turns', () => order.length >= 5);
    expect(order.slice(0, 4)).toEqual(['event', 'later', 'event', 'later']);
  });

  function write(fd: number): void {
    // A pipe is no socket, so what send(2) does for sockets is done by Node here.
    writeSync(fd, WORD);
  }
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((next) => setImmediate(next));
}
