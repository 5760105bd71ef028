import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { TestHome, closed, freePorts, listen, portOf } from './netsh.ts';

let home: TestHome;
let first: number;
let second: number;
let third: number;

beforeEach(async () => {
  home = new TestHome();
  [first, second, third] = (await freePorts(3)) as [number, number, number];
});
afterEach(() => home.close());

function script(lines: readonly string[], name = 'script.txt'): string {
  writeFileSync(path.join(home.path, name), `${lines.join('\n')}\n`);
  return name;
}

const add = (port: number, target = 9) =>
  `interface portproxy add v4tov4 ${port} 127.0.0.1 ${target} 127.0.0.1`;

async function ports(): Promise<string[]> {
  const { entries } = JSON.parse((await home.portproxy('show all --json')).out) as {
    entries: { listenPort: string }[];
  };
  return entries.map((entry) => entry.listenPort);
}

function table(...rows: readonly number[]): string {
  return [
    '',
    'Listen on ipv4:             Connect to ipv4:',
    '',
    'Address         Port        Address         Port',
    '--------------- ----------  --------------- ----------',
    ...rows.map((port) => `127.0.0.1       ${String(port).padEnd(10)}  127.0.0.1       9`),
    '',
    '',
  ].join('\n');
}

test('offline stages, show tells of what is staged, commit makes it; to the byte', async () => {
  await home.netsh(add(first).split(' '));
  const ran = await home.netsh([
    '-f',
    script([
      'show mode',
      'offline',
      'show mode',
      'interface portproxy',
      'reset',
      `add v4tov4 ${second} 127.0.0.1 9 127.0.0.1`,
      'show all',
      'commit',
      'show mode',
      'online',
      'show mode',
    ]),
  ]);
  expect(ran).toEqual({
    code: 0,
    err: '',
    out: `online\n\n\noffline\n\n\n\n${table(second)}\noffline\n\n\nonline\n\n`,
  });
  expect(await ports()).toEqual([String(second)]);
});

test('nothing is in effect before the commit, and a line before and after it is made at once', async () => {
  const ran = await home.netsh([], {
    input: [
      add(first),
      'set mode offline',
      add(second),
      'relay show status --json',
      'int po delete v4tov4',
      'set mode online',
      add(third),
      '',
    ].join('\n'),
  });
  expect(ran.code).toBe(1);
  expect(ran.err).toContain('<stdin>:5: int po delete v4tov4\n');
  expect(ran.out).toContain('One or more essential parameters');
  expect(ran.out).toContain('"listening":1');
  expect(await ports()).toEqual([first, second, third].map(String));
});

test('abort discards and stays offline', async () => {
  const ran = await home.netsh([], {
    input: ['offline', add(first), 'abort', 'show mode', 'interface portproxy show all', ''].join('\n'),
  });
  expect(ran).toEqual({ code: 0, err: '', out: '\n\n\noffline\n\n\n' });
  expect(await ports()).toEqual([]);
});

test('a script that ends offline discards what it staged, says so, and has failed', async () => {
  const name = script(['offline', add(first), add(second)]);
  expect(await home.netsh(['-f', name])).toEqual({
    code: 1,
    out: '\n\n\n',
    err: 'script.txt: 2 staged changes were discarded: the script ended offline, without commit.\n',
  });
  expect(await ports()).toEqual([]);
  const json = await home.netsh(['-f', name, '--json']);
  expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'discarded' } });
  expect(await home.netsh(['-f', script(['offline', 'show mode'])])).toMatchObject({ code: 0, err: '' });
});

test('the mode of a script holds to its end; a script in an offline one stages there', async () => {
  script(['offline', add(first)], 'own.txt');
  script([add(second)], 'staging.txt');
  script(['online', 'show mode'], 'committing.txt');
  const own = await home.netsh(['-f', script(['exec own.txt', 'show mode', add(third)])]);
  expect(own).toMatchObject({ code: 1, out: '\n\nonline\n\n\n' });
  expect(own.err).toMatch(/^own\.txt: 1 staged change was discarded/);
  expect(await ports()).toEqual([String(third)]);
  const staging = await home.netsh([
    '-f',
    script(['offline', 'exec staging.txt', 'interface portproxy show all --json', 'abort']),
  ]);
  expect(staging.code).toBe(0);
  expect(staging.out).toContain(`"listenPort":"${second}"`);
  expect(await ports()).toEqual([String(third)]);
  const committing = await home.netsh([
    '-f',
    script(['offline', add(second), 'exec committing.txt', 'show mode']),
  ]);
  expect(committing).toMatchObject({ code: 0, err: '', out: '\n\n\nonline\n\noffline\n\n' });
  expect(await ports()).toEqual([third, second].map(String));
});

test('a conflict leaves the table, names the entry and why; the script goes on, or ends with --stop-on-error', async () => {
  const other = await listen(createServer(), '127.0.0.1', second);
  onTestFinished(() => closed(other));
  await home.netsh(add(first).split(' '));
  const lines = [
    'offline',
    'interface portproxy reset',
    add(third),
    add(second),
    'commit',
    'show mode',
    'abort',
  ];
  const ran = await home.netsh(['-f', script(lines)]);
  expect(ran).toMatchObject({ code: 1, out: '\n\n\n\noffline\n\n\n' });
  expect(ran.err).toMatch(
    new RegExp(
      `^script\\.txt:5: commit\nNothing was committed; the table is as it was, and the changes stay staged\\.\nv4tov4 127\\.0\\.0\\.1:${second}: Port ${second} is already in use( by .*)?\\.\n$`,
    ),
  );
  expect(await ports()).toEqual([String(first)]);
  const stopped = await home.netsh(['-f', 'script.txt', '--stop-on-error', '--json']);
  const [conflict, discarded] = stopped.err.trim().split('\n');
  expect(JSON.parse(conflict ?? '')).toMatchObject({
    error: { code: 'conflict', place: 'script.txt:5: commit' },
  });
  expect(JSON.parse(discarded ?? '')).toMatchObject({ error: { code: 'discarded' } });
});

test('--check tries a script that goes offline, and changes nothing', async () => {
  await home.netsh(add(first).split(' '));
  const good = script([
    'offline',
    'interface portproxy reset',
    add(second),
    'commit',
    'interface portproxy show all',
  ]);
  expect(await home.netsh(['-f', good, '--check'])).toEqual({
    code: 0,
    err: 'script.txt: 5 lines checked, no errors.\n',
    out: table(second),
  });
  const bad = script(['offline', add(0), 'commit', 'online']);
  const ran = await home.netsh(['-f', bad, '--check']);
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('script.txt:2:') });
  expect(await ports()).toEqual([String(first)]);
});

test('one line is tried over what is staged', async () => {
  const ran = await home.netsh([], {
    input: [
      'offline',
      add(first),
      `interface portproxy delete v4tov4 ${first} 127.0.0.1 --check`,
      `interface portproxy delete v4tov4 ${second} 127.0.0.1 --check`,
      'commit --check',
      'show mode --json',
      'abort --check',
      'online',
      '',
    ].join('\n'),
  });
  expect(ran).toEqual({
    code: 1,
    out: '\n\n\nThe system cannot find the file specified.\n\n{"mode":"offline","staged":1}\n\n\n',
    err: expect.stringMatching(
      new RegExp(
        `^<stdin>:4: interface portproxy delete v4tov4 ${second} 127\\.0\\.0\\.1 --check\nThe relay service was started .*\\.\n$`,
      ),
    ),
  });
  expect(await ports()).toEqual([String(first)]);
});

test('a whole table replaced by a script: who stays keeps the connection, who goes is gone', async () => {
  const echo = await listen(createServer((socket) => socket.on('error', () => {}).pipe(socket)));
  onTestFinished(() => closed(echo));
  await home.netsh(['-f', script([add(first, portOf(echo)), add(second)])]);
  const client = connect(first, '127.0.0.1');
  client.on('error', () => {});
  onTestFinished(() => void client.destroy());
  const said = async (text: string) => {
    client.write(text);
    return String((await once(client, 'data'))[0]);
  };
  expect(await said('before')).toBe('before');
  const dump = [
    'pushd interface portproxy',
    'offline',
    'reset',
    add(third),
    add(first, portOf(echo)),
    'commit',
    'popd',
  ];
  expect(await home.netsh(['-f', script(dump)])).toMatchObject({ code: 0, err: '' });
  expect(await said('after')).toBe('after');
  expect(await ports()).toEqual([third, first].map(String));
  const { connections } = JSON.parse((await home.portproxy('show connections --json')).out) as {
    connections: unknown[];
  };
  expect(connections).toHaveLength(1);
});

test('offline words are of a session, missing from one command line; set mode is not', async () => {
  for (const word of ['offline', 'online', 'commit', 'abort']) {
    expect(await home.netsh([word])).toEqual({
      code: 1,
      out: `The following command was not found: ${word}.\n`,
      err: '',
    });
  }
  expect(await home.netsh(['set', 'mode', 'off'])).toEqual({ code: 0, out: '\n', err: '' });
  expect(await home.netsh(['set', 'mode', 'none'])).toEqual({
    code: 1,
    out: 'none is not an acceptable value for mode.\n',
    err: 'Use online or offline.\n',
  });
  const help = (await home.netsh(['?'])).out;
  for (const word of ['abort', 'alias', 'commit', 'offline', 'online'])
    expect(help).not.toContain(`\n${word} `);
  const session = (await home.netsh([], { input: '?\n' })).out;
  for (const word of ['abort', 'commit', 'offline', 'online', 'set']) expect(session).toContain(`\n${word} `);
});

test('short words: a is abort, c is commit, o is offline, on is online, s is set, sh is show', async () => {
  const lines = ['o', add(first), 'a', 'sh m', add(second), 'c', 's mo on', 'sh m', 'o', 'on', 'sh m'];
  const ran = await home.netsh(['-f', script(lines)]);
  expect(ran).toMatchObject({ code: 0, out: '\n\n\noffline\n\n\n\n\nonline\n\n\n\nonline\n\n' });
  expect(await ports()).toEqual([String(second)]);
});

test('an embedded relay commits as the service does', async () => {
  const input = ['offline', add(first), 'commit', 'relay show status --json', ''].join('\n');
  const ran = await home.netsh(['--embedded'], { input });
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toContain('"listening":1');
  expect(await ports()).toEqual([String(first)]);
});

test('an import is staged as any change is', async () => {
  script(['pushd interface portproxy', `add v4tov4 ${second} 127.0.0.1 9 127.0.0.1`, 'popd'], 'windows.txt');
  await home.netsh(add(first).split(' '));
  const input = ['offline', 'interface portproxy import windows.txt', 'show mode --json', 'abort', ''].join(
    '\n',
  );
  const ran = await home.netsh([], { input });
  expect(ran.err).toBe('');
  expect(ran.out).toContain('Staged; commit makes it.\n');
  expect(ran.out).toMatch(/"mode":"offline","staged":\d/);
  expect(await ports()).toEqual([String(first)]);
});

test('another machine is not set while changes of this one are staged', async () => {
  const ran = await home.netsh([], {
    input: ['offline', add(first), 'set machine name=other', ''].join('\n'),
  });
  expect(ran.code).toBe(1);
  expect(ran.err).toContain('<stdin>:3: set machine name=other\nChanges to this machine are staged.');
});
