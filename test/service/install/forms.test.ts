import { expect, test } from 'vitest';
import { launchd } from '../../../src/service/install/launchd.ts';
import type { Installation } from '../../../src/service/install/plan.ts';
import { originOf } from '../../../src/service/install/stamp.ts';
import { systemdSystem, systemdUser, unitWord } from '../../../src/service/install/systemd.ts';
import { windowsTask } from '../../../src/service/install/windows-task.ts';

/** Signs that each format has to quote. */
const program = {
  node: '/opt/a "b" & c/100%/node',
  launcher: String.raw`/opt/$HOME/<d>\e/netsh.js`,
  tells: true,
};

function textOf({ files }: Installation, at = 0): string {
  return files[at]!.text;
}

test('every file tells where it comes from', () => {
  const user = { scope: 'user', home: '/h', userHome: '/u', user: 'me', uid: 501 } as const;
  for (const plan of [
    systemdSystem(program, 'netsh'),
    systemdUser(program, '/h', '/c', 'me'),
    launchd(program, user),
    windowsTask(program, user),
  ])
    for (const { text } of plan.files) expect(originOf(text)).toBe('ours');
});

test('a unit quotes what its syntax takes for itself', () => {
  expect(unitWord('/usr/bin/node')).toBe('/usr/bin/node');
  const text = textOf(systemdSystem(program, 'wheel'), 1);
  expect(text).toContain(
    String.raw`ExecStart="/opt/a \"b\" & c/100%%/node" --disable-sigusr1 "/opt/$$HOME/<d>\\e/netsh.js" relay run`,
  );
  expect(text).toContain('\nGroup=wheel\n');
  expect(textOf(systemdUser(program, '/home/a $b/x%', '/c', 'me'))).toContain(
    '\nEnvironment="NETSH_HOME=/home/a $b/x%%"\n',
  );
});

test('a program that cannot tell systemd how it is counts as ready when it runs', () => {
  expect(textOf(systemdSystem(program, 'netsh'), 1)).toMatch(/\nType=notify\n(.*\n)*WatchdogSec=30s\n/);
  const mute = textOf(systemdSystem({ ...program, tells: false }, 'netsh'), 1);
  expect(mute).toContain('\nType=exec\n');
  expect(mute).not.toMatch(/Watchdog|Notify/);
});

test('a property list of launchd holds the command and the home, and is XML', () => {
  const options = { scope: 'user', home: '/Users/me/"netsh"', userHome: '/Users/me', uid: 501 } as const;
  const plan = launchd(program, options);
  expect(plan.files[0]!.path).toBe('/Users/me/Library/LaunchAgents/org.netsh-shell.relay.plist');
  expect(plan.commands.at(-1)!.words).toEqual(['launchctl', 'bootstrap', 'gui/501', plan.files[0]!.path]);
  expectWhole(textOf(plan));
  expect(textsIn(textOf(plan), 'string').slice(1)).toEqual([
    program.node,
    '--disable-sigusr1',
    program.launcher,
    'relay',
    'run',
    '/Users/me/"netsh"',
  ]);
  expect(launchd(program, { ...options, scope: 'system' }).files[0]!.path).toMatch(
    /^\/Library\/LaunchDaemons\//,
  );
});

test('a task of Windows holds the command, and is XML', () => {
  for (const [scope, logon, trigger] of [
    ['system', 'S4U', 'BootTrigger'],
    ['user', 'InteractiveToken', 'LogonTrigger'],
  ] as const) {
    const text = textOf(windowsTask(program, { scope, home: '/h', user: String.raw`PC\me` }));
    expectWhole(text);
    expect(textsIn(text, 'Command')).toEqual([program.node]);
    expect(textsIn(text, 'Arguments')).toEqual([`--disable-sigusr1 "${program.launcher}" relay run`]);
    expect(textsIn(text, 'LogonType')).toEqual([logon]);
    expect(text).toContain(`<Triggers><${trigger}>`);
  }
});

/** Expects that every tag of an XML document is closed, and that no other sign stands for one. */
function expectWhole(xml: string): void {
  const open: string[] = [];
  const left = xml
    .replace(/<(?:\?[^>]*\?|!DOCTYPE[^>]*|!--.*?--)>/g, '')
    .replace(/<([^<>]*)>/g, (_, tag: string) => {
      const name = tag.split(' ')[0]!;
      if (name.startsWith('/')) expect(open.pop()).toBe(name.slice(1));
      else if (!name.endsWith('/')) open.push(name);
      return '';
    });
  expect(open).toEqual([]);
  expect(left).not.toMatch(/[<>]|&(?!#\d+;)/);
}

/** Returns the texts of all elements of a name. */
function textsIn(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'));
  return [...found].map(([, text = '']) =>
    text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
  );
}
