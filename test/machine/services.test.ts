import { expect, test } from 'vitest';
import { parseServices, systemServices } from '../../src/system/services.ts';

test('names and aliases of TCP services, in lower case', () => {
  const services = parseServices('http\t80/tcp\tWWW www-http # World Wide Web\nsmtp 25/tcp mail\n');
  expect([...services]).toEqual([
    ['http', 80],
    ['www', 80],
    ['www-http', 80],
    ['smtp', 25],
    ['mail', 25],
  ]);
});

test('the first line of a name wins', () => {
  expect(parseServices('a 1/tcp\nA 2/tcp\nb 3/tcp a\n').get('a')).toBe(1);
});

test('what is no TCP service is skipped', () => {
  const text = '# tcp 1/tcp\nntp 123/udp\nzero 0/tcp\nbig 65536/tcp\nword\n\nbroken x/tcp\r\nlast 7/TCP\r\n';
  expect([...parseServices(text)]).toEqual([['last', 7]]);
});

test('this system knows at least the best-known services', () => {
  expect(systemServices().get('http')).toBe(80);
  expect(systemServices().get('ssh')).toBe(22);
});

test('the file is read and understood once, as long as it stays the same', () => {
  expect(systemServices()).toBe(systemServices());
});
