import { expect, test } from 'vitest';
import { connectReason, listenReason, nameReason } from '../../../src/relay/entries/reasons.ts';

const side = { protocol: 'tcp', version: 4, host: '127.0.0.1', port: 80 } as const;

test.each([
  ['EADDRINUSE', /^Port 80 is already in use\.$/],
  ['EACCES', /^Listening on port 80 needs a privilege that this process lacks\. \S.*\.$/],
  ['EADDRNOTAVAIL', /^This machine does not have the address 127\.0\.0\.1 now\.$/],
  ['EAFNOSUPPORT', /^This machine does not offer IPv4\.$/],
  ['EMFILE', /^There are too many open descriptors to listen on one more port\.$/],
  ['EINVAL', /^The system cannot listen on 127\.0\.0\.1:80\.$/],
  ['EIO', /^The system refuses to listen on 127\.0\.0\.1:80 \(EIO\)\.$/],
])('%s is told in a full sentence', (code, sentence) => {
  expect(listenReason({ code, ...side })).toMatch(sentence);
});

test('on Linux a missing privilege comes with what to do about it', (context) => {
  if (process.platform !== 'linux') context.skip();
  const reason = listenReason({ code: 'EACCES', ...side });
  expect(reason).toContain('net.ipv4.ip_unprivileged_port_start=80');
  expect(reason).toContain('setcap cap_net_bind_service=+ep');
});

test('a failed connection names its target, what happened and the code', () => {
  expect(connectReason('[::1]:80', 'ECONNREFUSED')).toBe(
    'The connection to [::1]:80 failed: nothing listens there (ECONNREFUSED).',
  );
  expect(connectReason('a:80', 'EWHATEVER')).toBe('The connection to a:80 failed (EWHATEVER).');
  expect(nameReason('a', 'ENOTFOUND')).toBe('The name a cannot be resolved (ENOTFOUND).');
});

test.each(['EACCES', 'EPERM'])(
  'on Windows %s means another program or a reserved port, never a privilege',
  (code) => {
    expect(listenReason({ code, ...side }, 'win32')).toBe(
      'Port 80 is taken by a program that shares it with nobody, or reserved by the system ' +
        '("netsh interface ipv4 show excludedportrange tcp" of Windows lists those).',
    );
    expect(listenReason({ code, ...side, version: 6, host: '::', protocol: 'udp' }, 'win32')).toContain(
      'ipv6 show excludedportrange udp',
    );
  },
);

test('on macOS everyone may listen on all addresses, and loopback addresses have to be added', () => {
  expect(listenReason({ code: 'EACCES', ...side }, 'darwin')).toContain(
    'Leave listenaddress out: macOS lets',
  );
  expect(listenReason({ code: 'EACCES', ...side, host: '0.0.0.0' }, 'darwin')).not.toContain('listenaddress');
  const missing = { code: 'EADDRNOTAVAIL', ...side, host: '127.0.0.2' };
  expect(listenReason(missing, 'darwin')).toContain('sudo ifconfig lo0 alias 127.0.0.2');
  expect(listenReason(missing, 'linux')).toBe('This machine does not have the address 127.0.0.2 now.');
});

test('the zone in the advice is a number on Windows', () => {
  const linkLocal = { code: 'EINVAL', ...side, version: 6, host: 'fe80::1' } as const;
  expect(listenReason(linkLocal, 'win32')).toContain('such as fe80::1%12.');
  expect(listenReason(linkLocal, 'linux')).toContain('such as fe80::1%eth0.');
});

test('on macOS a neighbour that cannot be reached may be kept from this program', () => {
  expect(connectReason('10.0.0.5:80', 'EHOSTUNREACH', undefined, 'darwin')).toContain('Local Network');
  expect(connectReason('10.0.0.5:80', 'EHOSTUNREACH', undefined, 'linux')).not.toContain('Local Network');
});
