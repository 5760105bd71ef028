import { describe, expect, test } from 'vitest';
import { Counters, endKey } from '../../../src/relay/entries/counters.ts';

describe('counters', () => {
  test('go on from a snapshot, without the connections that were live', () => {
    const counters = new Counters();
    counters.began();
    counters.began();
    counters.ended({ by: 'client', phase: 'data', how: 'closed' });
    counters.bytesUp += 5;
    counters.failed('It failed.');
    const { revision } = counters;
    counters.refused += 1;
    expect(counters.revision).toBeGreaterThan(revision);
    const snapshot = counters.snapshot();
    expect(snapshot).toMatchObject({
      connections: 1,
      connectionsTotal: 2,
      ends: { 'client data closed': 1 },
    });
    expect(new Counters(snapshot).snapshot()).toEqual({ ...snapshot, connections: 0 });
  });

  test('count denials by what denied; of very many, the later ones together', () => {
    const counters = new Counters();
    for (let rule = 0; rule < 150; rule++) counters.deny(`rule ${rule}`);
    counters.deny('rule 7');
    const snapshot = counters.snapshot();
    expect(snapshot.denied).toBe(151);
    expect(snapshot.denials).toMatchObject({ 'rule 7': 2, 'rule 99': 1, 'other rules': 50 });
    expect(Object.keys(snapshot.denials ?? {})).toHaveLength(101);
    expect(new Counters(snapshot).snapshot()).toEqual(snapshot);
  });

  test('tell how many clients wait, which a data plane that follows does not know; each change is one', () => {
    const counters = new Counters();
    expect(counters.snapshot()).not.toHaveProperty('waiting');
    counters.wait(2, false);
    const { events } = counters;
    expect(counters.snapshot().waiting).toEqual({ accepted: 2, inQueue: false });
    expect(new Counters(counters.snapshot()).snapshot()).not.toHaveProperty('waiting');
    counters.wait(2, false);
    expect(counters.events).toBe(events);
    counters.wait(2, true);
    expect(counters.events).toBe(events + 1);
    counters.wait(0, false);
    expect(counters.snapshot()).not.toHaveProperty('waiting');
  });

  test('count ends by who, phase and how', () => {
    expect(endKey({ by: 'backend', phase: 'connect', how: 'ECONNREFUSED' })).toBe(
      'backend connect ECONNREFUSED',
    );
  });
});
