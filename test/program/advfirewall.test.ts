import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Ran, TestHome } from './netsh.ts';

let home: TestHome;
beforeEach(() => {
  home = new TestHome();
});
afterEach(() => home.close());

/** Runs lines as a script; gives both streams as one. */
async function script(...lines: readonly string[]): Promise<Ran & { readonly all: string }> {
  const ran = await home.netsh([], { input: lines.join('\n') });
  return { ...ran, all: ran.out + ran.err };
}

/** Runs one command line; a word of the line has blanks where it has underscores. */
async function netsh(line: string): Promise<Ran & { readonly all: string }> {
  const ran = await home.netsh(line.split(' ').map((word) => word.replaceAll('_', ' ')));
  // What is told of a firewall of the machine that runs the tests is not meant here.
  const err = ran.err.replace(/^.* guards this system too.*\n/m, '');
  return { ...ran, err, all: ran.out + err };
}

const OK = 'Ok.\n\n';
const NONE = '\nNo rules match the specified criteria.\n\n';
const SHOWN = `
Rule Name:                            X
----------------------------------------------------------------------
Enabled:                              Yes
Direction:                            In
Profiles:                             Domain,Private,Public
Grouping:                             
LocalIP:                              Any
RemoteIP:                             Any
Protocol:                             TCP
LocalPort:                            8080
RemotePort:                           Any
Edge traversal:                       No
Action:                               Allow
`;

const ADD = 'advfirewall firewall add rule name=X dir=in action=allow protocol=TCP localport=8080';

describe('answers to the byte', () => {
  test('add, show, set, delete, and nothing left', async () => {
    expect(await netsh(ADD)).toMatchObject({ code: 0, out: OK });
    expect(await netsh(ADD)).toMatchObject({ code: 0, out: OK, err: '' });
    expect(await netsh('advfirewall firewall show rule name=x')).toMatchObject({
      code: 0,
      out: `${SHOWN}${SHOWN}${OK}`,
    });
    expect(await netsh('advfirewall firewall set rule name=x new enable=no')).toMatchObject({
      code: 0,
      out: `\nUpdated 2 rule(s).\n${OK}`,
    });
    expect(await netsh('advfirewall firewall delete rule name=x')).toMatchObject({
      code: 0,
      out: `\nDeleted 2 rule(s).\n${OK}`,
    });
    for (const line of ['show rule name=x', 'delete rule name=x', 'set rule name=x new enable=no']) {
      expect(await netsh(`advfirewall firewall ${line}`)).toMatchObject({ code: 1, all: NONE });
    }
  });

  test('verbose shows the rest, and why a rule is inactive', async () => {
    const added = await netsh(
      'adv f a r n=P dir=out act=block prog=C:\\x.exe desc=a_b profile=private,domain remoteip=10.0.0.5,10.0.0.0/255.0.0.0,10.0.0.1-10.0.0.9,LOCALSUBNET',
    );
    expect(added).toMatchObject({ code: 0, out: OK });
    expect(added.err).toMatch(/^The rule P is inactive\. A relay does not see which program connects/m);
    const { out } = await netsh('adv f show rule P verbose');
    expect(out).toBe(`
Rule Name:                            P
----------------------------------------------------------------------
Description:                          a b
Enabled:                              Yes
Direction:                            Out
Profiles:                             Domain,Private
Grouping:                             
LocalIP:                              Any
RemoteIP:                             10.0.0.5/32,10.0.0.0/8,10.0.0.1-10.0.0.9,LocalSubnet
Protocol:                             Any
Edge traversal:                       No
Program:                              C:\\x.exe
InterfaceTypes:                       Any
Security:                             NotRequired
Rule source:                          Local Setting
Action:                               Block
Inactive:                             A relay does not see which program connects (program).
${OK}`);
  });

  test('profiles and reset', async () => {
    expect(await netsh('adv set all state off')).toMatchObject({ code: 0, out: OK });
    expect(
      await netsh('advfirewall set publicprofile firewallpolicy BlockInbound,_AllowOutbound'),
    ).toMatchObject({ code: 0, out: OK });
    expect((await netsh('advfirewall show publicprofile')).out).toBe(`
Public Profile Settings: 
----------------------------------------------------------------------
State                                 OFF
Firewall Policy                       BlockInbound,AllowOutbound
${OK}`);
    expect(await netsh('advfirewall reset')).toMatchObject({ code: 0, out: OK });
    expect((await netsh('advfirewall show publicprofile state')).out).toBe(`
Public Profile Settings: 
----------------------------------------------------------------------
State                                 ON
${OK}`);
  });

  test.each([
    ['dir=sideways action=allow', 'A specified value is not valid.', 'dir="sideways"'],
    ['dir=in action=let', 'A specified value is not valid.', 'action="let"'],
    [
      'dir=in action=allow protocol=tcp localport=sshd',
      'A specified port value is not valid.',
      'localport="sshd"',
    ],
    ['dir=in action=allow protocol=tcp localport=', 'A specified port value is not valid.', 'localport=""'],
    [
      'dir=in action=allow protocol=tcp remoteport=70000',
      'A specified port value is not valid.',
      'remoteport="70000"',
    ],
    ['dir=in action=allow protocol=tpc', 'A specified protocol value is not valid.', 'protocol="tpc"'],
    ['dir=in action=allow remoteip=10.0.0.300', 'A specified value is not valid.', 'remoteip="10.0.0.300"'],
    ['dir=in action=allow localip=here', 'A specified value is not valid.', 'localip="here"'],
    ['dir=in action=allow profile=home', 'A specified value is not valid.', 'profile="home"'],
    ['dir=in action=allow enable=maybe', 'A specified value is not valid.', 'enable="maybe"'],
    ['dir=in action=allow edge=perhaps', 'A specified value is not valid.', 'edge="perhaps"'],
    ['dir=in action=allow interfacetype=fast', 'A specified value is not valid.', 'interfacetype="fast"'],
  ])('a bad value: %s', async (values, sentence, told) => {
    const { code, all } = await netsh(`advfirewall firewall add rule name=x ${values}`);
    expect(code).toBe(1);
    expect(all.startsWith(`\n${sentence}\n\nUsage: add rule [name=]<string>\n`)).toBe(true);
    expect(all).toContain(`${told} is not valid. `);
    expect((await netsh('advfirewall firewall show rule name=all')).code).toBe(1);
  });

  test('ports need a protocol that has some', async () => {
    const { code, all } = await netsh(
      'advfirewall firewall add rule name=x dir=in action=allow localport=80',
    );
    expect({ code, all }).toEqual({
      code: 1,
      all: 'A rule with localport needs protocol=tcp or protocol=udp.\n',
    });
    await netsh('advfirewall firewall add rule name=x dir=in action=allow');
    const set = await netsh('advfirewall firewall set rule name=x new localport=80');
    expect(set).toMatchObject({ code: 1 });
    expect(set.all).toBe('The rule x: A rule with localport needs protocol=tcp or protocol=udp.\n');
  });

  test('what is no argument here', async () => {
    for (const [line, word] of [
      ['delete rule group=Sletchy', 'group'],
      ['delete rule name=RDP dir=in -ErrorAction SilentlyContinue', '-ErrorAction'],
      ['add rule name=Windows Security dir=in action=allow', 'Security'],
    ] as const) {
      const { code, all } = await netsh(`advfirewall firewall ${line}`);
      expect(code).toBe(1);
      expect(all.startsWith(`'${word}' is not a valid argument for this command.\n`)).toBe(true);
    }
    expect((await netsh('advfirewall set allprofiles logging maxfilesize')).all).toContain(
      'Logging and other settings',
    );
    expect(
      (await netsh('advfirewall set allprofiles firewallpolicy blackinbound,allowoutbound')).all,
    ).toMatch(/^\nA specified value is not valid\.\n\nUsage: set allprofiles/);
    expect((await netsh('advfirewall set allrprofiles state on')).code).toBe(1);
    expect((await netsh('advfirewall firewall delete rule *')).out).toBe(NONE);
    expect((await netsh('advfirewall firewall set rule group=Discovery new enable=Yes')).all).toBe(
      `${NONE}Rules have no groups here. Use set rule name=NAME.\n`,
    );
    expect((await netsh('advfirewall firewall set rule name=x enable=yes')).code).toBe(1);
    expect((await netsh('advfirewall firewall set rule name=x')).all).toContain(
      'One or more essential parameters were not entered.',
    );
  });
});

describe('spellings seen in use', () => {
  test.each([
    'adv f a r n=x dir=in act=allow prot=tcp localp=80',
    'NETSH ADVFIREWALL FIREWALL ADD RULE NAME="a b" DIR=IN ACTION=ALLOW PROTOCOL=TCP LOCALPORT=1433 REMOTEIP=10.0.0.0/8',
    'advfirewall firewall add rule name= "deny tcp 21" dir=in protocol=tcp localport=21 action=block',
    'advfirewall firewall add rule dir=in name ="WMI" program=c:\\svchost.exe service=winmgmt action = allow protocol=TCP localport=any',
    'advfirewall firewall add rule "name=My rule" dir=in action=allow',
    'advfirewall firewall add rule "My rule" dir=in action=allow enable =yes',
    'advfirewall firewall add rule name="Duplicati" protocol="TCP" localport=8200 action=allow dir=IN',
    'advfirewall firewall add rule name=t dir=in protocol=tcp localport=3389,7890,9050 action=allow',
    'advfirewall firewall add rule name=t dir=in action=allow protocol=TCP localip=192.168.2.88 localport=10001-10004,11000-11100 profile=any',
    'advfirewall firewall add rule name=p protocol=icmpv4:8,any dir=in action=allow prof=any',
    'advfirewall firewall add rule name=B dir=in interface=any action=block remoteip=10.0.0.77',
    'advfirewall firewall add rule name=d dir=in action=block profile=any remoteport=30000-30009 protocol=tcp interfacetype=any',
    'advfirewall firewall add rule name=r dir=in action=allow protocol=tcp localport=rpc remoteip=localsubnet,dns,dhcp,wins,defaultgateway,fe80::/10,10.0.0.5-10.0.0.9',
    'advfirewall firewall add rule name=e dir=in action=bypass protocol=udp localport=teredo edge=deferuser security=authenticate',
  ])('%s', async (line) => {
    const { all, code } = await script(line, 'advfirewall firewall show rule name=all');
    expect(code).toBe(0);
    expect(all.match(/^Rule Name:/gm)).toHaveLength(1);
  });

  test('rules are found by what they have', async () => {
    const adds = ['8080', '8081', '8082'].map((port) => `${ADD.replace('8080', port)} profile=private`);
    expect(
      (await script(...adds, 'adv f delete rule name=all dir=in prot=TCP localport=8081')).out,
    ).toContain('Deleted 1 rule(s).');
    expect((await netsh('adv f show rule name=all dir=out')).all).toBe(NONE);
    expect((await netsh('adv f show rule name=all type=dynamic')).all).toBe(NONE);
    expect((await netsh('adv f show rule name=all profile=private')).out.match(/LocalPort/g)).toHaveLength(2);
    expect(
      (await script('adv f set rule name=X localport=8082 new name="Y z" remoteip=10.0.0.0/8')).out,
    ).toContain('Updated 1 rule(s).');
    expect((await netsh('adv f show rule Y_z')).out).toContain(
      'RemoteIP:                             10.0.0.0/8\n',
    );
  });
});

test('--json has every field, and errors as data', async () => {
  await netsh('adv f add rule name=P dir=in action=allow program=x.exe');
  const { out } = await netsh('adv f show rule name=all --json');
  expect(JSON.parse(out)).toEqual({
    rules: [
      {
        name: 'P',
        direction: 'in',
        action: 'allow',
        enabled: true,
        profiles: 'any',
        protocol: 'any',
        localIp: 'any',
        remoteIp: 'any',
        localPort: 'any',
        remotePort: 'any',
        program: 'x.exe',
        state: 'inactive',
        reason: expect.stringContaining('program'),
      },
    ],
  });
  expect(JSON.parse((await netsh('adv f delete rule name=p --json')).out)).toMatchObject({
    ok: true,
    count: 1,
  });
  const { err } = await netsh('adv f delete rule name=p --json');
  expect(JSON.parse(err)).toMatchObject({
    error: { code: 'absent', message: 'No rules match the specified criteria.' },
  });
  const bad = JSON.parse((await netsh('adv f add rule name=p dir=in action=x --json')).err);
  expect(bad).toMatchObject({ error: { code: 'unacceptable', message: 'A specified value is not valid.' } });
});

test('a dry run tells, and changes nothing', async () => {
  await netsh(ADD);
  writeFileSync(path.join(home.path, 'clear.txt'), 'adv f delete rule name=all\nadv f show rule name=all\n');
  const dry = await netsh('--check -f clear.txt');
  expect(dry.all).toContain('No rules match');
  expect((await netsh('adv f show rule name=all')).out).toBe(`${SHOWN}${OK}`);
});

test('rules take effect at once, and cannot be staged', async () => {
  const ran = await script('offline', ADD, 'adv f show rule name=all');
  expect(ran.all).toContain('Rules cannot be staged');
  expect(ran.all).toContain('No rules match');
});

test('a script that stops at an error does nothing behind it', async () => {
  const lines = ['adv f delete rule name=absent', ADD].join('\n');
  expect((await home.netsh(['--stop-on-error'], { input: lines })).code).toBe(1);
  expect((await netsh('adv f show rule name=all')).code).toBe(1);
});

test('a dump holds the rules as comments, and rebuilds them', async () => {
  await script(
    ADD,
    'adv f add rule name="a b" dir=out action=block remoteip=10.0.0.0/8',
    'adv set all state off',
  );
  const before = await netsh('adv f show rule name=all verbose');
  const { out } = await netsh('dump');
  const ours = out.split('\n').filter((line) => line.includes('advfirewall'));
  expect(ours.every((line) => line.startsWith('#netsh: '))).toBe(true);
  writeFileSync(path.join(home.path, 'dump.txt'), out);
  await script('adv reset', 'adv f add rule name=other dir=in action=allow');
  expect((await netsh('-f dump.txt')).code).toBe(0);
  expect((await netsh('adv f show rule name=all verbose')).out).toBe(before.out);
  expect((await netsh('adv show domainprofile state')).out).toContain('OFF');
});

test('the rules file is private, and one that is broken gives way to its backup', async () => {
  await netsh(ADD);
  await netsh('adv f add rule name=second dir=in action=allow');
  await netsh('relay stop');
  const file = path.join(home.path, 'rules.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ rules: { version: 1, rules: [{}, {}] } });
  writeFileSync(file, '{"rules":');
  const { out, err } = await netsh('adv f show rule name=all');
  expect(out).toBe(`${SHOWN}${OK}`);
  expect(err).toContain(
    `The rule file ${file} is broken: it is not valid JSON. The last good copy is used instead`,
  );
});

test('explain and show access say in words who may connect', async () => {
  await script(
    'int po add v4tov4 28080 10.0.0.5 80 127.0.0.1 state=disabled',
    'adv f add rule name=web dir=in action=allow protocol=tcp localport=28000-28100 remoteip=10.0.0.0/8',
    'adv f add rule name=bad dir=in action=block remoteip=10.0.0.66',
  );
  const only = 'Only these may connect: 10.0.0.0/8 (rule web).';
  expect((await netsh('adv f show access port=28080')).out).toBe(
    `\ntcp 127.0.0.1:28080\n  ${only}\n  10.0.0.66 may not connect (rule bad).\n\n`,
  );
  expect((await netsh('explain adv f show access 28080')).out).toContain(
    `Will do: tcp 127.0.0.1:28080: ${only} 10.0.0.66 may not connect (rule bad).`,
  );
  expect((await script('explain adv f add rule name=n dir=in action=block remoteip=10.0.0.9')).out).toContain(
    'Will do: Keeps clients from 10.0.0.9 from connecting to every port.',
  );
  expect((await script('explain adv f delete rule name=all')).out).toContain(
    'Will do: Deletes 2 rules (web, bad).',
  );
});

test('hostile texts: quotes, line breaks, escapes and 64 KiB', async () => {
  for (const name of ['a\nb', 'a\u001B[31mb', 'a"b', 'n'.repeat(65_000), '', 'ALL']) {
    const ran = await home.netsh([
      'advfirewall',
      'firewall',
      'add',
      'rule',
      `name=${name}`,
      'dir=in',
      'action=allow',
    ]);
    expect([name.slice(0, 10), ran.out + ran.err]).not.toEqual([
      name.slice(0, 10),
      expect.stringContaining('\u001B[31m'),
    ]);
    if (name !== 'a"b') expect(ran.code).toBe(1);
  }
});
