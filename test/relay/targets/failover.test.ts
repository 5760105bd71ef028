import { describe, expect, test } from 'vitest';
import type { EntryLimits, RelayEntry, TargetChoice, TargetStatus } from '../../../src/relay/relay.ts';
import type { TransportKind } from '../../../src/relay/transport.ts';
import { entry } from '../support/entries.ts';
import { ask } from '../support/peer.ts';
import { type Observed, testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { TargetProcess } from '../support/target-process.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

/** A relay with one entry that leads to three servers. */
class TestBed {
  readonly observed: Observed;
  readonly port: number;
  readonly targets: readonly [TargetProcess, TargetProcess, TargetProcess];

  constructor(observed: Observed, port: number, targets: TestBed['targets']) {
    this.observed = observed;
    this.port = port;
    this.targets = targets;
  }

  static async start(
    transport: TransportKind,
    choice: TargetChoice,
    limits: Partial<EntryLimits> = {},
  ): Promise<TestBed> {
    const observed = testPlane({ transport });
    const targets = [
      await TargetProcess.start('one'),
      await TargetProcess.start('two'),
      await TargetProcess.start('three'),
    ] as const;
    const bed = new TestBed(observed, await freePort(), targets);
    await bed.set(choice, limits);
    return bed;
  }

  async set(choice: TargetChoice, limits: Partial<EntryLimits> = {}): Promise<void> {
    await this.observed.plane.apply({ put: [this.entry(choice, limits)], remove: [] });
  }

  entry(choice: TargetChoice, limits: Partial<EntryLimits>): RelayEntry {
    const [one, two, three] = this.targets;
    const connect = [one.address, two.address, three.address] as const;
    return { ...entry({ id: 'x', listen: `127.0.0.1:${this.port}`, connect, limits }), choice };
  }

  /** Who answers so many clients that come one after the other. */
  async ask(count: number): Promise<string[]> {
    const answers: string[] = [];
    for (let at = 0; at < count; at += 1) answers.push(await ask(this.port));
    return answers;
  }

  /** What is known of a target. */
  status(index: number): TargetStatus {
    const [report] = this.observed.plane.reports(['x']);
    const status = report?.counters.targets?.[index];
    if (!status) throw new Error(`There is no target ${index}.`);
    return status;
  }

  async sees(index: number, state: TargetStatus['state']): Promise<TargetStatus> {
    await until(`target ${index} ${state}`, () => this.status(index).state === state);
    return this.status(index);
  }
}

const CHECKED: TargetChoice = { balance: 'first', checkMs: 100 };
const UNCHECKED: TargetChoice = { balance: 'first', checkMs: 0 };

describe.each(transports)('several targets ($kind)', (transport) => {
  test('one that refuses is passed over, and taken again when it is back', async () => {
    const bed = await TestBed.start(transport, UNCHECKED);
    expect(bed.status(0)).toEqual({ target: bed.targets[0].address, state: 'untried', connections: 0 });
    expect(await bed.ask(2)).toEqual(['one', 'one']);
    expect(bed.status(0)).toMatchObject({ state: 'up' });
    await bed.targets[0].die();
    expect(await bed.ask(3)).toEqual(['two', 'two', 'two']);
    expect(bed.status(0)).toMatchObject({
      state: 'down',
      reason: 'nothing listens there (ECONNREFUSED)',
      connections: 0,
    });
    expect(bed.observed.counters('x').errors).toBe(0);
    await bed.targets[1].die();
    expect(await bed.ask(2)).toEqual(['three', 'three']);
    await bed.targets[0].comeBack();
    // Nobody connects meanwhile: the relay finds out by itself.
    await bed.sees(0, 'up');
    expect(await bed.ask(2)).toEqual(['one', 'one']);
    expect(bed.observed.events.map(({ kind, text }) => [kind, text])).toEqual([
      [
        'target',
        expect.stringContaining(`the target ${bed.targets[0].address} is down: nothing listens there`),
      ],
      ['target', expect.stringContaining(`the target ${bed.targets[1].address} is down`)],
      ['target', expect.stringContaining(`the target ${bed.targets[0].address} answers again.`)],
    ]);
  });

  test('one that stands still costs its first clients its connect timeout, later ones nothing', async () => {
    const bed = await TestBed.start(transport, UNCHECKED, { connectTimeoutMs: 800 });
    await bed.targets[0].standStill();
    const first = Promise.all([bed.ask(1), bed.ask(1), bed.ask(1)]);
    expect((await first).flat()).toEqual(['two', 'two', 'two']);
    expect(await bed.sees(0, 'down')).toMatchObject({ reason: 'there was no answer in time (ETIMEDOUT)' });
    const begin = performance.now();
    expect(await bed.ask(5)).toEqual(['two', 'two', 'two', 'two', 'two']);
    // Five clients, none of which waited for the target that stands still.
    expect(performance.now() - begin).toBeLessThan(5 * 800);
    expect(bed.status(0).failures).toBeLessThan(4);
  });

  test('a client that waits for a target goes on as soon as a check finds that it is down', async () => {
    const bed = await TestBed.start(transport, UNCHECKED, { connectTimeoutMs: 120_000 });
    expect(await bed.ask(1)).toEqual(['one']);
    await bed.targets[0].standStill();
    const waiting = bed.ask(1);
    await until('an attempt', () => bed.status(0).connections === 1);
    await bed.set(CHECKED, { connectTimeoutMs: 120_000 });
    expect(await waiting).toEqual(['two']);
  });

  test('while clients wait for one that stands still, later ones are sent to the next after a second', async () => {
    const bed = await TestBed.start(transport, UNCHECKED, { connectTimeoutMs: 120_000 });
    expect(await bed.ask(1)).toEqual(['one']);
    await bed.targets[0].standStill();
    const waiting = bed.ask(1);
    await until('an attempt', () => bed.status(0).connections === 1);
    const begin = performance.now();
    await until('a second', () => performance.now() - begin > 1_000);
    expect(await bed.ask(3)).toEqual(['two', 'two', 'two']);
    expect(bed.status(0)).toMatchObject({ state: 'up', connections: 1 });
    await bed.targets[0].comeBack();
    await until('its clients', async () => (await bed.ask(1))[0] === 'one');
    await waiting;
  });

  test('checks know before a client does that a target is down, and that it is back', async () => {
    const bed = await TestBed.start(transport, CHECKED);
    for (const index of [0, 1, 2]) await bed.sees(index, 'up');
    await bed.targets[0].die();
    const { since = 0 } = await bed.sees(0, 'down');
    expect(since).toBeGreaterThan(bed.status(1).since ?? Infinity);
    expect(await bed.ask(1)).toEqual(['two']);
    await bed.targets[0].comeBack();
    await bed.sees(0, 'up');
    await bed.targets[0].standStill();
    expect(await bed.sees(0, 'down')).toMatchObject({ reason: 'there was no answer in time (ETIMEDOUT)' });
    await bed.targets[0].comeBack();
    await bed.sees(0, 'up');
    expect(await bed.ask(1)).toEqual(['one']);
    expect(bed.observed.counters('x').connectionsTotal).toBe(2);
  });

  test('checks can be switched on and off while the entry runs', async () => {
    const bed = await TestBed.start(transport, UNCHECKED);
    expect(bed.status(2).state).toBe('untried');
    await bed.set(CHECKED);
    await bed.sees(2, 'up');
    await bed.set(UNCHECKED);
    await bed.targets[2].die();
    // A client of another target shows that time goes on; nobody looks at this one.
    for (let round = 0; round < 20; round += 1) expect(await bed.ask(1)).toEqual(['one']);
    expect(bed.status(2).state).toBe('up');
  });

  test('when all are passed over they are tried all the same', async () => {
    const bed = await TestBed.start(transport, UNCHECKED, { connectTimeoutMs: 500 });
    for (const target of bed.targets) await target.die();
    expect(await bed.ask(2)).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect(bed.observed.counters('x').errors).toBe(2);
    await bed.targets[2].comeBack();
    expect(await bed.ask(1)).toEqual(['three']);
  });

  test('no client fails while one target answers, whatever becomes of the others', async () => {
    const bed = await TestBed.start(
      transport,
      { balance: 'roundrobin', checkMs: 0 },
      { connectTimeoutMs: 500 },
    );
    const [one, two, three] = bed.targets;
    const answers: string[] = [];
    const run = { isOver: false };
    // Clients come all the time, but for the moment of a death: whoever is inside then dies with the target.
    const clients = async (): Promise<void> => {
      while (!run.isOver) answers.push(...(await bed.ask(1)));
    };
    const during = async (...steps: (() => Promise<void>)[]): Promise<void> => {
      run.isOver = false;
      const running = [clients(), clients(), clients()];
      for (const step of steps) {
        const before = answers.length;
        await step();
        await until('more clients', () => answers.length > before + 10);
      }
      run.isOver = true;
      await Promise.all(running);
    };
    await one.die();
    await during(
      () => Promise.resolve(),
      () => one.comeBack(),
    );
    await two.standStill();
    await during(() => Promise.resolve());
    // A handshake that its queue has finished dies with it as well.
    await two.die();
    await three.die();
    await during(
      () => two.comeBack(),
      () => three.comeBack(),
    );
    expect(new Set(answers)).toEqual(new Set(['one', 'two', 'three']));
    expect(bed.observed.counters('x').errors).toBe(0);
  });
});
