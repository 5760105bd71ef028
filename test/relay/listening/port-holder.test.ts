import { basename } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { portHolders } from '../../../src/system/port-holder.ts';
import { freePort, listening } from '../support/ports.ts';

test('finds the programs that have ports, in the order asked', async (context) => {
  if (process.platform !== 'linux') context.skip();
  const port = await freePort(3);
  const four = await listening({ port, host: '127.0.0.1' });
  const six = await listening({ port: port + 2, host: '::1', ipv6Only: true });
  onTestFinished(() => {
    four.close();
    six.close();
  });
  const here = { kind: 'program', listens: true, pid: process.pid, name: basename(process.execPath) };
  const holders = await portHolders([
    { version: 6, host: '::', port: port + 2 },
    { version: 4, host: '127.0.0.1', port: port + 1 },
    { version: 4, host: '127.0.0.1', port },
    // Nothing is in the way of another address.
    { version: 4, host: '127.0.0.2', port },
  ]);
  expect(holders).toEqual([here, undefined, here, undefined]);
});
