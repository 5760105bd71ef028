import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../src/portproxy/formats/decode.ts';
import { READABLE } from '../../../src/portproxy/formats/formats.ts';
import { detectFormat } from '../../../src/portproxy/formats/read-table.ts';
import { read } from './support.ts';

const folder = path.join(import.meta.dirname, 'fixtures');
/** Files with every option that readers know. */
const OPTIONS = [
  `listen a
 mode tcp
 description "a \\$1"
 bind 127.0.0.1:1,:::2 accept-proxy
 maxconn 5
 timeout client 5s
 timeout server 24d
 timeout client-fin 1m
 stick-table type ip size 1m expire 10s store conn_cur
 tcp-request session track-sc0 src,ipmask(32,64)
 tcp-request session reject if { sc0_conn_cur gt 3 }
 balance source
 server a 10.0.0.1:80 check inter 5s source 10.9.9.9 send-proxy-v2
 server b 10.0.0.2:+1 check inter 5s source 10.9.9.9 send-proxy-v2
`,
  `stream {
 limit_conn_zone $binary_remote_addr zone=z:1m;
 upstream u { zone u 64k; hash $remote_addr; server 10.0.0.1:1; server [fd00::1]:2 backup weight=2; }
 server { listen 127.0.0.1:1-3 udp reuseport; proxy_timeout "1h 5m"; proxy_bind 10.9.9.9; proxy_pass u; }
 server { listen 1 proxy_protocol; set_real_ip_from 0.0.0.0/0; limit_conn z 5; proxy_protocol on; proxy_pass u; }
}
`,
  `[[endpoints]]
listen = "[::]:1"
remote = "10.0.0.1:1"
extra_remotes = ["10.0.0.2:1", "x:2"]
balance = "roundrobin: 1, 1, 1"
through = "[fd00::1]:0"
network = { use_udp = true, udp_timeout = 5, tcp_timeout = 5, send_proxy = true, accept_proxy = true }
`,
  '127.0.0.1 1/udp 10.0.0.1 2/udp [timeout=5, src=10.9.9.9, keepalive=on]\n',
];
const fixtures = readdirSync(folder)
  .map((name) => readFileSync(path.join(folder, name), 'utf8'))
  .concat(OPTIONS);

/** Texts that are nearly right: a fixture, cut anywhere, with something strange put in somewhere. */
const nearly = fc
  .tuple(
    fc.constantFrom(...fixtures),
    fc.nat(),
    fc.nat(),
    fc.oneof(fc.string(), fc.constantFrom('"', '{', '}', '\\', '\n')),
  )
  .map(([text, end, at, strange]) => {
    const cut = text.slice(0, end % (text.length + 1));
    const place = at % (cut.length + 1);
    return cut.slice(0, place) + strange + cut.slice(place);
  });

describe.each(READABLE.map((format) => [format.name]))('%s', (name) => {
  test('no text throws, and what is taken is acceptable', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearly, fc.string({ unit: 'binary' })), async (text) => {
        const { entries, faults } = await read(name, text);
        for (const { entry, line } of entries) {
          expect(entry.listenPort).not.toBe('');
          expect(line).toBeGreaterThan(0);
        }
        expect(faults.first.length).toBeLessThanOrEqual(faults.total);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ['a line', () => 'x'.repeat(10_000_000)],
    ['letters', () => 'x'.repeat(500_000)],
    ['blank lines', () => '\n'.repeat(100_000)],
    ['blanks', () => ' '.repeat(500_000)],
    ['braces', () => '{'.repeat(500_000)],
    ['quotes', () => '"'.repeat(500_000)],
    ['dashes', () => '-'.repeat(500_000)],
    ['junk', () => 'a b c d and e f g\n'.repeat(100_000)],
  ])('much of %s ends soon', async (_what, make) => {
    const text = make();
    detectFormat(text);
    const { entries, faults } = await read(name, text);
    expect(entries).toEqual([]);
    expect(faults.total).toBeLessThanOrEqual(10_000);
  });
});

/** So many lines, numbered. */
function lines(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('');
}

test.each([
  ['haproxy', () => `listen a\n bind *:1\n${lines(50_000, (at) => ` server s${at} 10.0.0.1:1\n`)}`],
  [
    'haproxy',
    () => `listen a\n bind *:1\n${lines(20_000, () => ' default-server check\n')} server s 10.0.0.1:1\n`,
  ],
  ['nginx', () => `stream { server { listen 1; proxy_timeout "${'1'.repeat(200_000)}x"; proxy_pass $a; } }`],
  [
    'nginx',
    () =>
      `stream {\n${lines(5000, (at) => `limit_conn_zone $remote_addr zone=z${at}:1m; limit_conn z${at} 1;\nserver { listen 1; proxy_pass 10.0.0.1:1; }\n`)}}`,
  ],
  [
    'realm',
    () =>
      JSON.stringify({
        endpoints: [{ listen: ':1', remote: 'x:1', balance: `iphash:${'1,'.repeat(200_000)}2` }],
      }),
  ],
  ['rinetd', () => `127.0.0.1 1 10.0.0.1 1 [${' '.repeat(200_000)}${'a='.repeat(100_000)}]\n`],
])('%s: much of an option ends soon (%#)', async (name, make) => {
  const { entries, faults } = await read(name, make());
  expect(entries.length).toBeLessThanOrEqual(1);
  expect(faults.total).toBeLessThanOrEqual(10_000);
});

test('detection never throws', () => {
  fc.assert(fc.property(fc.oneof(nearly, fc.string()), (text) => void detectFormat(text)));
});

test('10 MB of a script are read, each line once', { timeout: 30_000 }, async () => {
  const lines = Array.from(
    { length: 100_000 },
    (_, at) =>
      `add v4tov4 listenport=${1 + (at % 60_000)} listenaddress=10.1.${at >> 16}.1 connectaddress=10.0.0.1 connectport=80 protocol=tcp`,
  );
  const text = ['pushd interface portproxy', ...lines, 'popd', ''].join('\n');
  expect(text.length).toBeGreaterThan(9_000_000);
  const { entries, faults, notes } = await read('windows', text);
  expect(faults.total).toBe(0);
  expect(entries.length + notes.total).toBe(100_000);
});

describe('decoding', () => {
  const encode = (text: string, encoding: 'utf16le' | 'utf8', swapped: boolean) => {
    const bytes = Buffer.from(text, encoding);
    return swapped ? bytes.swap16() : bytes;
  };

  test.each([
    ['UTF-16LE', 'utf16le', false],
    ['UTF-16BE', 'utf16le', true],
    ['UTF-8', 'utf8', false],
  ] as const)('%s with its mark and without', (_name, encoding, swapped) => {
    const text = '[HKEY_LOCAL_MACHINE]\r\n"*/80"="10.0.0.1/80"\r\n';
    for (const mark of ['', '\uFEFF']) {
      const decoded = decodeText(encode(mark + text, encoding, swapped));
      expect(decoded?.text).toBe(text);
      expect(decoded?.encoding).toBe(encoding === 'utf8' ? 'UTF-8' : 'UTF-16');
    }
  });

  test('bytes of another code page stay one line of no meaning; binary files are no text', () => {
    expect(decodeText(Buffer.from([0xd5, 0xec, 0xcc, 0xfd, 0x0a, 0x31]))).toEqual({
      text: expect.stringMatching(/\n1$/),
      encoding: 'UTF-8',
      isDamaged: true,
    });
    expect(decodeText(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 2, 0, 0, 0]))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeText(bytes)));
  });
});
