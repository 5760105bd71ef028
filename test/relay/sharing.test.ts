import { expect, test } from 'vitest';
import { ipHelperAdvice } from '../../src/relay/ip-helper.ts';
import type { RelayEntry, RelayEvent } from '../../src/relay/relay.ts';
import { sharingReason, systemSharing } from '../../src/relay/sharing.ts';
import { StatusMirror } from '../../src/relay/status-mirror.ts';
import { mayBeTaken } from '../../src/relay/taken.ts';
import type { ListeningProgram } from '../../src/system/listeners/listening-socket.ts';

const IIS: ListeningProgram = { version: 4, host: '127.0.0.1', port: 80, pid: 4, name: 'System' };
const NGINX: ListeningProgram = { version: 4, host: '0.0.0.0', port: 80, pid: 412, name: 'nginx' };

function entry(host: string, ports = { from: 80, to: 80 }): RelayEntry {
  const version = host.includes(':') ? 6 : 4;
  return {
    id: host,
    label: `v4tov4 ${host}`,
    protocol: 'tcp',
    listen: { version, host: host === '*' ? { kind: 'every' } : { kind: 'literal', host }, ports },
    targets: [{ version: 4, host: { kind: 'literal', host: '127.0.0.1' }, ports: { from: 1, to: 1 } }],
  };
}

test.each([
  ['*', IIS, 'System (process 4) listens on 127.0.0.1:80; connections to that address go there.'],
  ['0.0.0.0', IIS, 'System (process 4) listens on 127.0.0.1:80; connections to that address go there.'],
  [
    '10.0.0.7',
    NGINX,
    'nginx (process 412) listens on port 80 of all addresses; connections to 10.0.0.7 come here instead.',
  ],
  [
    '*',
    NGINX,
    'nginx (process 412) listens on port 80 of all addresses too; which of both gets a connection is not certain.',
  ],
  ['10.0.0.7', IIS, undefined],
  ['::', IIS, undefined],
] as const)('an entry of %s beside another program', (host, program, reason) => {
  expect(sharingReason(entry(host), [program], 99)).toBe(reason);
});

test('its own sockets, and other ports, are not told of', () => {
  expect(sharingReason(entry('*'), [IIS], IIS.pid)).toBeUndefined();
  expect(sharingReason(entry('*', { from: 81, to: 90 }), [IIS], 99)).toBeUndefined();
  expect(sharingReason(entry('*', { from: 70, to: 90 }), [IIS], 99)).toContain('127.0.0.1:80');
});

test('only Windows and macOS let two programs share a port', () => {
  expect(systemSharing('linux')).toBeUndefined();
  expect(systemSharing('win32')).toBeDefined();
  expect(systemSharing('darwin')).toBeDefined();
});

test('the status of an entry that begins to listen says with whom it shares the port', async () => {
  const [wide, narrow] = [entry('*'), entry('10.0.0.7')];
  const events: RelayEvent[] = [];
  const mirror = new StatusMirror(
    new Map([wide, narrow].map((one) => [one.id, one])),
    (event) => events.push(event),
    async (entries) => entries.map((one) => sharingReason(one, [IIS], 99)),
  );
  mirror.take([wide, narrow].map(({ id }) => ({ id, status: { state: 'listening' } })));
  await mirror.complete;
  const reason = 'System (process 4) listens on 127.0.0.1:80; connections to that address go there.';
  expect(mirror.get(wide.id)).toEqual({ state: 'listening', reason });
  expect(mirror.get(narrow.id)).toEqual({ state: 'listening' });
  expect(events.map(({ text }) => text)).toEqual([`v4tov4 * listens. ${reason}`]);
});

test('one that was changed to another state meanwhile keeps that', async () => {
  const wide = entry('*');
  const mirror = new StatusMirror(
    new Map([[wide.id, wide]]),
    () => {},
    async () => ['shared'],
  );
  mirror.take([{ id: wide.id, status: { state: 'listening' } }]);
  mirror.take([{ id: wide.id, status: { state: 'disabled' } }]);
  await mirror.complete;
  expect(mirror.get(wide.id)).toEqual({ state: 'disabled' });
});

test('on Windows a refusal may be another program, too', () => {
  const side = { version: 4, host: '0.0.0.0', port: 80, protocol: 'tcp' } as const;
  expect(mayBeTaken({ code: 'EACCES', ...side }, 'win32')).toBe(true);
  expect(mayBeTaken({ code: 'EACCES', ...side }, 'linux')).toBe(false);
  expect(mayBeTaken({ code: 'EADDRINUSE', ...side }, 'linux')).toBe(true);
});

test('a program that may be IP Helper comes with the way to take over its rows', () => {
  const advice = ipHelperAdvice('svchost.exe', 'win32');
  expect(advice).toContain(String.raw`reg export HKLM\SYSTEM\CurrentControlSet\Services\PortProxy rows.reg`);
  expect(ipHelperAdvice('nginx.exe', 'win32')).toBe('');
  expect(ipHelperAdvice('svchost.exe', 'linux')).toBe('');
});
