import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestHome } from './netsh.ts';

let home: TestHome;
beforeAll(() => {
  home = new TestHome();
});
afterAll(() => home.close());

const notFound = (line: string) => `The following command was not found: ${line}.\n`;

/** The same on every system, so that the tests need none of their own. */
const WCN = 'Windows Connect Now exists only on Windows.';

describe.runIf(process.platform === 'linux')('what Windows has and this netsh does not emulate', () => {
  test('keeps netsh’s own line and exit code; one more line on standard error names what does it here', async () => {
    expect(
      await home.netsh(['interface', 'ip', 'add', 'address', 'eth0', '10.0.0.5', '255.255.255.0']),
    ).toEqual({
      code: 1,
      out: notFound('interface ip add address eth0 10.0.0.5 255.255.255.0'),
      err: 'On Linux: ip address add 10.0.0.5/24 dev eth0\n',
    });
    expect(await home.netsh(['wlan'])).toEqual({
      code: 1,
      out: notFound('wlan'),
      err: 'On Linux: nmcli device wifi\n',
    });
    expect(await home.netsh(['-c', 'interface ipv4', 'set', 'dns', 'eth0', 'static', '9.9.9.9'])).toEqual({
      code: 1,
      out: notFound('set dns eth0 static 9.9.9.9'),
      err: 'On Linux: resolvectl dns eth0 9.9.9.9\n',
    });
    expect(await home.netsh(['-c', 'wlan', 'show', 'all'])).toEqual({
      code: 1,
      out: notFound('wlan'),
      err: 'On Linux: nmcli device wifi\n',
    });
  });

  test('--json has the line as the detail of the error', async () => {
    const { code, out, err } = await home.netsh(['--json', 'wlan', 'show', 'networks']);
    expect({ code, out, error: JSON.parse(err) }).toEqual({
      code: 1,
      out: '',
      error: {
        error: {
          code: 'unknown-command',
          message: notFound('wlan show networks').trim(),
          detail: 'On Linux: nmcli device wifi list',
        },
      },
    });
  });

  test('explain tells the same, of a line with netsh before it too', async () => {
    for (const line of ['wlan show networks', 'netsh wlan show networks']) {
      expect(await home.netsh(['explain', ...line.split(' ')])).toEqual({
        code: 0,
        out: '\nProblem: "wlan" is not a command or context here.\nOn Linux: nmcli device wifi list\n\n',
        err: '',
      });
    }
  });

  test('a script tells each such line once, with whatever ran before', async () => {
    const add = 'interface ip add address eth0 10.0.0.5/24';
    const lines = ['wcn', 'wcn', add, add, add.replace('.5', '.6'), 'foo', 'wcn query'];
    writeFileSync(path.join(home.path, 'script.txt'), `${lines.join('\n')}\n`);
    const hints = [
      WCN,
      'On Linux: ip address add 10.0.0.5/24 dev eth0',
      'On Linux: ip address add 10.0.0.6/24 dev eth0',
    ];
    const places = (name: string) => lines.map((line, at) => `${name}:${at + 1}: ${line}`);
    for (const [name, ran] of [
      ['script.txt', await home.netsh(['-f', 'script.txt'])],
      ['script.txt', await home.netsh(['exec', 'script.txt'])],
      ['<stdin>', await home.netsh([], { input: `${lines.join('\n')}\n` })],
    ] as const) {
      const told = ran.err.trimEnd().split('\n');
      expect(told.filter((line) => !line.startsWith(name))).toEqual(hints);
      expect(told.filter((line) => line.startsWith(name))).toEqual(places(name));
      expect({ code: ran.code, out: ran.out }).toEqual({ code: 1, out: lines.map(notFound).join('') });
    }
    const checked = await home.netsh(['-f', 'script.txt', '--check']);
    expect(checked.err.split('\n').filter((line) => line.endsWith(WCN))).toEqual([
      `script.txt:1: wcn: ${notFound('wcn').trim()} ${WCN}`,
    ]);
  });

  test('a pushd into such a context skips its block, and tells it with that', async () => {
    const { code, out, err } = await home.netsh([], { input: 'pushd winhttp\nreset proxy\npopd\n' });
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err:
        '<stdin>:1: pushd winhttp\n' +
        'The context winhttp was not found; 1 line was skipped up to its popd.\n' +
        'On Linux: env | grep -i _proxy\n',
    });
  });

  test('a name with control characters reaches no terminal', async () => {
    const { err } = await home.netsh(['wlan', 'connect', 'name=a\u001b[2Jb']);
    expect(err).toBe('On Linux: nmcli connection up id NAME\n');
  });
});
