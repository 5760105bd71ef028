import { expect, test } from 'vitest';
import { parseHosts } from '../../src/system/hosts.ts';

test('every name of a line has its address; addresses of one name gather in order', () => {
  const hosts = parseHosts(
    '127.0.0.1 localhost Box\n::1 localhost ip6-localhost # loopback\n10.0.0.7\tbox\n',
  );
  expect(Object.fromEntries(hosts)).toEqual({
    localhost: ['127.0.0.1', '::1'],
    box: ['127.0.0.1', '10.0.0.7'],
    'ip6-localhost': ['::1'],
  });
});

test('lines without an address are skipped, repeated lines count once', () => {
  expect([...parseHosts('# 1.2.3.4 a\nname only\n1.2.3 b\n1.2.3.4\n\r\n5.6.7.8 c\r\n5.6.7.8 c\n')]).toEqual([
    ['c', ['5.6.7.8']],
  ]);
});
