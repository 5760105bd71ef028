import { describe, expect, test } from 'vitest';
import { nativeTransport } from '../../../src/relay/native/native-transport.ts';
import { OpenDescriptors } from '../../../src/relay/native/open-descriptors.ts';
import { warmUp } from '../../../src/relay/plane/warm-up.ts';

const open = new OpenDescriptors();
const transport = await nativeTransport(open);

describe.skipIf(!transport)('warming up', () => {
  test('carries connections, and leaves no descriptor open', async () => {
    expect(await warmUp(transport!, open, () => true)).toBeGreaterThan(10);
    expect([...open.takeAll()]).toEqual([]);
  });

  test('ends at once when clients have come', async () => {
    let questions = 0;
    const carried = await warmUp(transport!, open, () => (questions += 1) < 4);
    expect(questions).toBe(4);
    expect(carried).toBeLessThan(500);
    expect(await warmUp(transport!, open, () => false)).toBe(0);
    expect([...open.takeAll()]).toEqual([]);
  });
});
