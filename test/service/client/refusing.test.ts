import { expect, test } from 'vitest';
import { refusingText } from '../../../src/service/client/control-client.ts';

test('on Windows a service that answers nobody may run elevated', () => {
  expect(refusingText('win32')).toContain('Run as administrator');
  expect(refusingText('linux')).toBe('The relay service runs, but ends each connection without an answer.');
});
