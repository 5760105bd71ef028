import fc from 'fast-check';
import { expect, test } from 'vitest';
import { originOf, stamped } from '../../../src/service/install/stamp.ts';

const comment = (line: string): string => `# ${line}`;

test('a file is known as written here, or as changed since', () => {
  const text = stamped('first\n{stamp}\nlast\n', comment);
  expect(text).toMatch(/^first\n# Written by netsh relay install; checksum [0-9a-f]{16}\nlast\n$/);
  expect(originOf(text)).toBe('ours');
  expect(originOf(text.replace('last', 'lost'))).toBe('changed');
  expect(originOf('first\nlast\n')).toBe('foreign');
  expect(originOf('')).toBe('foreign');
});

test('whatever is in it', () => {
  const line = fc
    .stringMatching(/^[^\n]*$/)
    .filter((one) => !one.includes('{stamp}') && !one.includes('Written by'));
  fc.assert(
    fc.property(fc.array(line), fc.array(line), (before, after) => {
      const text = stamped([...before, '{stamp}', ...after, ''].join('\n'), comment);
      expect(originOf(text)).toBe('ours');
      expect(originOf(`${text}x`)).toBe('changed');
    }),
  );
});
