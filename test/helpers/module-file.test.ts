import { expect, test } from 'vitest';
import { unseenWriters } from '../../src/helpers/module-file.ts';

test('where the system tells no owners, the user is told to look', () => {
  expect(unseenWriters('lamp.mjs', false)).toMatch(/^Who may write lamp\.mjs is not looked at on Windows\./);
  expect(unseenWriters('lamp.mjs', true)).toBeUndefined();
});
