import { execFileSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { listeningPrograms } from '../../../src/system/listeners/listening-program.ts';
import { readLsof } from '../../../src/system/listeners/lsof.ts';
import { readNetstat } from '../../../src/system/listeners/netstat.ts';
import { runProgram } from '../../../src/system/listeners/run-program.ts';
import { readTasklist } from '../../../src/system/listeners/tasklist.ts';
import { portHolders } from '../../../src/system/port-holder.ts';
import { freePort, listening } from '../../relay/support/ports.ts';

const NETSTAT = [
  '',
  'Aktive Verbindungen',
  '',
  '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
  '  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN          1044',
  '  TCP    127.0.0.1:80           0.0.0.0:0              ABHÖREN          4',
  '  TCP    10.0.0.7:52011         10.0.0.9:443           HERGESTELLT      5120',
  '  TCP    127.0.0.1:49700        127.0.0.1:80           WARTEND          0',
  '  TCP    [::]:135               [::]:0                 ABHÖREN          1044',
  '  TCP    [fe80::a:0:0:1%12]:139 [::]:0                 ABHÖREN          4',
  '  UDP    0.0.0.0:500            *:*                                     3300',
  '',
].join('\r\n');

const TASKLIST = [
  '"System","4","Services","0","152 K"',
  '"svchost.exe","1044","Services","0","12.345 K"',
  'INFO: no such line',
  '"My ""own"" server.exe","77","Console","1","1 K"',
].join('\r\n');

test('reads who listens from netstat of Windows, in any language', () => {
  expect(readNetstat(NETSTAT)).toEqual([
    { version: 4, host: '0.0.0.0', port: 135, pid: 1044 },
    { version: 4, host: '127.0.0.1', port: 80, pid: 4 },
    { version: 6, host: '::', port: 135, pid: 1044 },
    { version: 6, host: 'fe80::a:0:0:1', port: 139, pid: 4 },
  ]);
  expect(readNetstat('TCP\r\nTCP x 0.0.0.0:0 y\r\nTCP 1.2.3.4:99999 0.0.0.0:0 LISTENING 4')).toEqual([]);
});

test('reads the names of processes from tasklist', () => {
  expect([...readTasklist(TASKLIST)]).toEqual([
    [4, 'System'],
    [1044, 'svchost.exe'],
  ]);
});

test('reads who listens from lsof', () => {
  const text =
    'p412\ncnginx\nf6\ntIPv4\nn*:80\nf7\ntIPv6\nn*:80\np99\ncmy server\nf3\ntIPv6\nn[::1]:8080\nf4\ntIPv4\nn127.0.0.1:x\n';
  expect(readLsof(text)).toEqual([
    { version: 4, host: '0.0.0.0', port: 80, pid: 412, name: 'nginx' },
    { version: 6, host: '::', port: 80, pid: 412, name: 'nginx' },
    { version: 6, host: '::1', port: 8080, pid: 99, name: 'my server' },
  ]);
});

test('on Windows the program that has a taken port is named', async () => {
  const asked: string[] = [];
  const run = async (command: string, args: readonly string[]): Promise<string> => {
    asked.push([command.replace(/^.*\\/, ''), ...args].join(' '));
    return command.endsWith('netstat.exe') ? NETSTAT : TASKLIST;
  };
  const holders = await portHolders(
    [
      { version: 4, host: '127.0.0.1', port: 80 },
      { version: 4, host: '10.0.0.7', port: 135 },
      { version: 4, host: '10.0.0.7', port: 136 },
    ],
    'win32',
    run,
  );
  expect(holders).toEqual([
    { kind: 'program', pid: 4, name: 'System', listens: true },
    { kind: 'program', pid: 1044, name: 'svchost.exe', listens: true },
    undefined,
  ]);
  expect(asked).toEqual(['netstat.exe -ano', 'tasklist.exe /fo csv /nh']);
});

test('where these programs fail nobody is named', async () => {
  const ports = new Set([80]);
  expect(await listeningPrograms(ports, 'win32', async () => undefined)).toEqual([]);
  expect(await listeningPrograms(ports, 'darwin', async () => undefined)).toEqual([]);
  expect(await runProgram('/none/such', [])).toBeUndefined();
});

test('finds a socket of this process by the real lsof', async (context) => {
  const lsof = pathOf('lsof');
  if (lsof === undefined) return context.skip('lsof is not installed');
  const port = await freePort();
  const server = await listening({ port, host: '127.0.0.1' });
  onTestFinished(() => void server.close());
  const found = await listeningPrograms(new Set([port]), 'darwin', (_, args) => runProgram(lsof, args));
  expect(found).toMatchObject([{ version: 4, host: '127.0.0.1', port, pid: process.pid }]);
  expect(found[0]?.name).toMatch(/./);
});

function pathOf(program: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
