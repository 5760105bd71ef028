import { expect, test } from 'vitest';
import { nearNames } from '../../src/language/near-names.ts';

const TAGS = ['listenport', 'connectaddress', 'connectport', 'listenaddress', 'protocol', 'comment'];

test.each([
  ['lisenport', ['listenport']],
  ['PORT', ['listenport', 'connectport']],
  ['address', ['connectaddress', 'listenaddress']],
  ['protokol', ['protocol']],
  ['po', []],
  ['target', []],
  // More than three may be meant: that is no help.
  ['t', []],
])('%s may mean %j', (word, meant) => {
  expect(nearNames(word, TAGS)).toEqual(meant);
});
