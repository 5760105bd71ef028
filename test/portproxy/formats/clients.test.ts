import { describe, expect, test } from 'vitest';
import { firstDecides } from '../../../src/portproxy/formats/clients.ts';
import { read, summary } from './support.ts';

async function rules(name: string, text: string) {
  const table = await read(name, text);
  return {
    entries: summary(table).entries.map((entry) => entry.split(' ')[2]),
    rules: table.rules.map(
      ({ rule, line }) => `${line}: ${rule.action} ${rule.localIp}:${rule.localPort} from ${rule.remoteIp}`,
    ),
    leftOut: summary(table).leftOut,
  };
}

describe('rinetd', () => {
  test('lines before the first rule count for all, those behind a rule for it', async () => {
    const text = `deny 10.0.0.66
0.0.0.0 80 10.0.0.1 80
allow 192.168.2.*
allow 10.*.*.*
127.0.0.1 http-alt 10.0.0.1 81
127.0.0.1 https 10.0.0.1 81
allow *
deny *
`;
    expect(await rules('rinetd', text)).toMatchObject({
      rules: [
        '2: allow any:80 from 192.168.2.0/24,10.0.0.0/8',
        '2: block any:80 from 10.0.0.66',
        '6: allow 127.0.0.1:443 from any',
        '6: block 127.0.0.1:443 from any',
      ],
    });
  });

  test('a rule whose clients netsh cannot tell is left out, rather than open to all', async () => {
    expect(await rules('rinetd', '0.0.0.0 80 10.0.0.1 80\nallow 10.*.0.1\n')).toEqual({
      entries: [],
      rules: [],
      leftOut: ['1: No rule of advfirewall says who may connect to it (line 2).'],
    });
    expect(
      await rules(
        'rinetd',
        'allow 10.0.0.*\n0.0.0.0 80 10.0.0.1 80\nallow 10.0.0.1\n0.0.0.0 81 10.0.0.1 80\n',
      ),
    ).toMatchObject({
      rules: ['4: allow any:81 from 10.0.0.0/24'],
      leftOut: ['2: No rule of advfirewall says who may connect to it (line 3).'],
    });
  });
});

test('nginx: of the server, else of its stream', async () => {
  const text = `stream {
 allow 10.0.0.0/8; deny all;
 server { listen 1; proxy_pass 10.0.0.1:1; }
 server { listen 127.0.0.1:2; deny 10.0.0.66; proxy_pass 10.0.0.1:2; }
 server { listen 3; allow 10.0.0.1; deny 10.0.0.0/8; proxy_pass 10.0.0.1:2; }
 server { listen 4; allow all; proxy_pass 10.0.0.1:2; }
}
`;
  expect(await rules('nginx', text)).toEqual({
    entries: ['*:1', '127.0.0.1:2', '*:4'],
    rules: ['3: allow any:1 from 10.0.0.0/8', '4: block 127.0.0.1:2 from 10.0.0.66'],
    leftOut: ['5: No rule of advfirewall says who may connect to it (line 5).'],
  });
});

describe('where the first line that meets a client decides', () => {
  const lines = (text: string) =>
    text.split(';').map((one, at) => {
      const [word, addresses = ''] = one.trim().split(' ');
      return { isAllowed: word === 'allow', addresses, line: at + 1 };
    });

  test.each([
    ['allow 10.0.0.0/8; deny any', { allow: ['10.0.0.0/8'], block: [] }],
    ['deny 10.0.0.1; allow 10.0.0.0/8; deny any', { allow: ['10.0.0.0/8'], block: ['10.0.0.1'] }],
    ['allow 10.0.0.0/8; deny 10.0.0.1; deny any', { allow: ['10.0.0.0/8'], block: [] }],
    ['deny 10.0.0.1', { allow: [], block: ['10.0.0.1'] }],
    ['deny 10.0.0.1; allow any; deny 10.0.0.2', { allow: [], block: ['10.0.0.1'] }],
    ['allow 10.0.0.2; deny 10.0.0.0/30; allow 10.0.0.9; deny any', { line: 2 }],
    ['allow 10.0.0.1; deny 10.0.0.0/8', { line: 2 }],
    ['allow 10.0.0.1; deny 10.0.0.2', { allow: [], block: ['10.0.0.2'] }],
    ['deny any', { allow: [], block: ['any'] }],
    ['allow any', { allow: [], block: [] }],
  ])('%s', (text, expected) => expect(firstDecides(lines(text))).toMatchObject(expected));
});
