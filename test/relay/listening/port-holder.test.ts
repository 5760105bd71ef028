import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readTable } from '../../../src/system/bound-sockets.ts';
import { portHolders } from '../../../src/system/port-holder.ts';
import { lookUpTaken } from '../../../src/relay/taken.ts';
import { temporaryFolder } from '../../store/temporary.ts';
import { freePort, listening } from '../support/ports.ts';

test('reads the tables of sockets', () => {
  const text = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:EEB3 0200007F:0016 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0000000000000000',
    '   1: 0100007F:EEB3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000',
    '   2: 0000000000000000FFFF00000100007F:EEB3 0:0 01 00000000:00000000 00:00000000 00000000 0 0 4712 1',
    '   3: B80D0120000000000000000005000000:EEB3 0:0 0A 00000000:00000000 00:00000000 00000000 0 0 4713 1',
    '   4: 0100007F:EEB4 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1',
    'spoilt: EEB3',
  ].join('\n');
  const port = 0xeeb3;
  expect(readTable(text, new Set([port]))).toEqual([
    { version: 4, host: '127.0.0.1', port, inode: '0', listens: false, leftMs: 60_000 },
    { version: 4, host: '127.0.0.1', port, inode: '4711', listens: true, leftMs: undefined },
    { version: 4, host: '127.0.0.1', port, inode: '4712', listens: false, leftMs: undefined },
    { version: 6, host: '2001:db8::5', port, inode: '4713', listens: true, leftMs: undefined },
  ]);
});

test('finds the programs that have ports, in the order asked', async (context) => {
  if (process.platform !== 'linux') context.skip();
  // Addresses of its own: on others a connection of another test may have ended just now.
  const own = `${(process.pid >> 8) & 255}.${process.pid & 255}`;
  const [host, other] = [`127.76.${own}`, `127.77.${own}`];
  const port = await freePort(3);
  const four = await listening({ port, host: host });
  const six = await listening({ port: port + 2, host: '::1', ipv6Only: true });
  onTestFinished(() => {
    four.close();
    six.close();
  });
  const here = { kind: 'program', listens: true, pid: process.pid, name: basename(process.execPath) };
  const holders = await portHolders([
    { version: 6, host: '::', port: port + 2 },
    { version: 4, host: host, port: port + 1 },
    { version: 4, host: host, port },
    // Nothing is in the way of another address.
    { version: 4, host: other, port },
  ]);
  expect(holders).toEqual([here, undefined, here, undefined]);
});

test('a netsh of another home is named as one', async (context) => {
  if (process.platform !== 'linux') context.skip();
  const folder = temporaryFolder();
  const script = join(folder, 'netsh.js');
  writeFileSync(
    script,
    "require('net').createServer().listen(+process.argv[2], '127.0.0.1', () => console.log('ready'))",
  );
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [script, String(port)], {
    env: { NETSH_HOME: '/home/other/netsh' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  await once(child.stdout!, 'data');
  const problem = { code: 'EADDRINUSE', protocol: 'tcp', version: 4, host: '127.0.0.1', port } as const;
  const [taken] = await lookUpTaken([problem]);
  expect(taken?.reason).toBe(
    `Port ${port} is already in use by another netsh (process ${child.pid}, NETSH_HOME /home/other/netsh).`,
  );
});
