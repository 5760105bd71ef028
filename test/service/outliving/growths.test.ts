import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Counters } from '../../../src/relay/entries/counters.ts';
import { Growths } from '../../../src/service/outliving/growths.ts';
import { ENTRY_ROWS } from '../../../src/relay/rows.ts';

type Step = 'begin' | 'end' | 'bytes' | 'fail' | 'deny' | 'tell' | 'tell rows' | 'another';

const steps = fc.array(
  fc.constantFrom<Step>('begin', 'end', 'bytes', 'fail', 'deny', 'tell', 'tell rows', 'another'),
);
const NONE = new Float64Array();

test('what has grown, added elsewhere, gives the same counters', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const counters = new Counters();
      counters.began();
      const before = counters.snapshot();
      // As another process that goes on from there, without live connections.
      let elsewhere = new Counters(before);
      const growths = new Growths({ one: before });
      const report = () =>
        ({ id: 'one', number: 7, status: { state: 'listening' }, counters: counters.snapshot() }) as const;
      const tell = (): void => {
        for (const { growth } of growths.rest()) elsewhere.add(growth);
      };
      for (const step of [...list, 'tell'] as const) {
        if (step === 'begin') counters.began();
        else if (step === 'end' && counters.connections > 0)
          counters.ended({ by: 'client', phase: 'data', how: 'closed' });
        else if (step === 'bytes') counters.bytesUp += 10;
        else if (step === 'fail') counters.failed('It fails.');
        else if (step === 'deny') counters.deny('a rule');
        else if (step === 'another') {
          elsewhere = new Counters(elsewhere.snapshot());
          growths.tellLive();
        } else if (step === 'tell rows') {
          growths.take({ entries: [report()], counted: NONE });
          counters.bytesDown += 5;
          growths.take({
            entries: [],
            counted: ENTRY_ROWS.pack(
              [counters.snapshot()],
              () => 7,
              (each) => each,
            ),
          });
          tell();
        } else if (step === 'tell') {
          growths.take({ entries: [report()], counted: NONE });
          tell();
        }
      }
      const { lastError: _error, ...expected } = counters.snapshot();
      expect(elsewhere.snapshot()).toMatchObject(expected);
    }),
  );
});

test('counters that are added are told as changed', () => {
  const counters = new Counters();
  const before = counters.revision;
  counters.add({ connections: 3 });
  expect(counters.connections).toBe(3);
  expect(counters.revision).toBeGreaterThan(before);
});
