import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyRead, keepCopy, readBuffer } from '../../../src/relay/streams/read-buffer.ts';

describe('copies of what was read', () => {
  test('kept ones stay as they are, whatever is read later', () => {
    const reads = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 65_536 }), keep: fc.boolean() }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(reads, (all) => {
        const kept: { copy: Buffer; fill: number }[] = [];
        for (const [index, { bytes, keep }] of all.entries()) {
          const fill = (index + 1) % 251;
          readBuffer.fill(fill, 0, bytes);
          const copy = copyRead(bytes);
          expect(copy.length).toBe(bytes);
          expect(copy.equals(Buffer.alloc(bytes, fill))).toBe(true);
          if (!keep) continue;
          keepCopy();
          kept.push({ copy, fill });
        }
        for (const { copy, fill } of kept) expect(copy.equals(Buffer.alloc(copy.length, fill))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
