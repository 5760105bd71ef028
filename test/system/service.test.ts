import { afterAll, beforeAll, expect, test } from 'vitest';
import { SystemdBox } from './box/systemd-box.ts';

const box = new SystemdBox();
/** `npm run test:service` has 20. */
const TIMES = Number(process.env['NETSH_KILLS'] ?? 3);
const LOAD = 'test/system/fixtures/kills.ts';
/** The traces of netsh on the disk before it was installed: the machine's own may have some. */
let before = '';
const ENTRY = ['interface', 'portproxy', 'add', 'v4tov4'];

beforeAll(async () => {
  await box.boot();
  for (const name of ['alice', 'bob']) await box.run('useradd', '-m', name);
  before = await traces();
}, 120_000);
afterAll(() => box.close());

/** Returns what `show status` tells, as data. */
async function status(): Promise<{
  running: boolean;
  pid: number;
  boot: { when: string } | null;
  entries: { listening: number };
}> {
  return JSON.parse((await box.netsh('relay', 'show', 'status', '--json')).out);
}

async function traces(): Promise<string> {
  // These belong to whatever else runs on the machine meanwhile.
  const others = ['(', '-path', '/var/tmp', '-o', '-path', '/root/.cache', ')', '-prune'];
  return (
    await box.run('find', '/etc', '/var', '/run', '/root', ...others, '-o', '-name', '*netsh*', '-print')
  ).out;
}

async function property(name: string): Promise<string> {
  return (await box.run('systemctl', 'show', 'netsh', '-p', name, '--value')).out.trim();
}

test('a dry run tells files and commands, and leaves nothing', async () => {
  const ran = await box.netsh('relay', 'install', '--check');
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toContain('New file: /etc/systemd/system/netsh.service\n');
  expect(ran.out).toContain('Command: systemctl enable netsh.service\n');
  expect((await box.run('ls', '/etc/systemd/system/netsh.service')).code).toBe(2);
  expect((await box.run('id', 'netsh')).code).toBe(1);
});

test('a user cannot install the relay of the system', async () => {
  const ran = await box.runAs('alice', '/opt/netsh/bin/netsh', 'relay', 'install', 'scope=system');
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.err).toContain('Only root installs the relay of the system.');
});

test('installed, it runs as a user of its own, and its unit is sound', async () => {
  const ran = await box.netsh('relay', 'install');
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toContain('To undo that: netsh relay uninstall\n');
  expect(await property('ActiveState')).toBe('active');
  expect((await box.run('ps', '-o', 'user=', '-p', await property('MainPID'))).out.trim()).toBe('netsh');
  expect(await status()).toMatchObject({ running: true, boot: { when: 'boot' } });
  const unit = '/etc/systemd/system/netsh.service';
  expect(await box.run('systemd-analyze', 'verify', unit)).toEqual({ code: 0, out: '', err: '' });
  const { out } = await box.run('systemd-analyze', 'security', 'netsh', '--no-pager');
  expect(Number(/exposure level for netsh.service: ([\d.]+)/.exec(out)?.[1])).toBeLessThan(3);
});

test('once more it changes nothing, and the process stays', async () => {
  const before = await property('MainPID');
  const ran = await box.netsh('relay', 'install', '--json');
  expect(JSON.parse(ran.out)).toMatchObject({ changed: false });
  expect(await property('MainPID')).toBe(before);
});

test('a file that somebody changed stays, unless it is forced; an older one is brought up to date', async () => {
  const unit = '/etc/systemd/system/netsh.service';
  await box.run('sed', '-i', 's/^OOMScoreAdjust=.*/OOMScoreAdjust=0/', unit);
  const refused = await box.netsh('relay', 'install');
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.err).toContain(
    `${unit} was changed since netsh wrote it, and stays as it is. To overwrite it: force=yes`,
  );
  expect((await box.run('grep', '-c', '^OOMScoreAdjust=0$', unit)).out).toBe('1\n');
  expect(await box.netsh('relay', 'install', 'force=yes')).toMatchObject({ code: 0 });
  expect((await box.run('grep', '-c', '^OOMScoreAdjust=-500$', unit)).out).toBe('1\n');
});

test('members of its group work on its table, and the log names them; others have their own', async () => {
  await box.run('usermod', '-aG', 'netsh', 'alice');
  const netsh = '/opt/netsh/bin/netsh';
  expect(await box.runAs('alice', netsh, ...ENTRY, '80', '127.0.0.1', '9000', '127.0.0.1')).toMatchObject({
    code: 0,
    err: '',
  });
  expect(await status()).toMatchObject({ entries: { listening: 1 } });
  const { out } = await box.run('cat', '/var/lib/netsh/service.log');
  expect(out).toMatch(/ alice \(uid \d+, process \d+\): changes add family="v4tov4" listenPort="80" /);
  const own = await box.runAs('alice', netsh, '--user', 'relay', 'show', 'status', '--json');
  expect(JSON.parse(own.out)).toMatchObject({
    home: '/home/alice/.config/netsh',
    running: false,
    boot: null,
  });
  const other = await box.runAs('bob', netsh, 'relay', 'show', 'status', '--json');
  expect(JSON.parse(other.out)).toMatchObject({ home: '/home/bob/.config/netsh', running: false });
  expect((await box.runAs('bob', 'cat', '/var/lib/netsh/table.json')).code).toBe(1);
});

test('at a terminal it says which table it is on, where there are two', async () => {
  const netsh = '/opt/netsh/bin/netsh';
  const atTerminal = (line: string) =>
    box.runAs('alice', 'script', '-qec', `${netsh} ${line}`, '/dev/null').then(({ out }) => out);
  const show = 'relay show status';
  expect(await atTerminal(show)).not.toContain('This is ');
  await box.runAs('alice', netsh, '--user', ...ENTRY, '8081', '127.0.0.1', '9000', '127.0.0.1');
  expect(await atTerminal(show)).toContain(
    'This is the table of the system (/var/lib/netsh); --user takes your own.',
  );
  expect(await atTerminal(`--user ${show}`)).toContain('This is your own table (/home/alice/.config/netsh).');
  expect(await box.runAs('alice', netsh, '--user', 'relay', 'stop')).toMatchObject({ code: 0 });
});

test.each(['kill', 'restart'] as const)(
  '%s refuses no client, and the next process serves those that wait',
  async (how) => {
    const ran = await box.run('node', `/opt/netsh/${LOAD}`, '80', '9000', how, String(TIMES));
    expect(ran).toMatchObject({ code: 0, err: '' });
    const told: { refused: number; ended: number } = JSON.parse(ran.out);
    if (process.env['NETSH_KILLS'] !== undefined) console.log(how, ran.out);
    expect(told).toMatchObject({ kills: TIMES, refused: 0, lost: 0 });
    // An orderly end lets connections finish.
    if (how === 'restart') expect(told.ended).toBe(0);
  },
  20_000 + TIMES * 20_000,
);

test(
  'a reload hands everything to another process: no connection ends, and the service manager follows',
  async () => {
    const before = await property('MainPID');
    const ran = await box.run('node', `/opt/netsh/${LOAD}`, '80', '9000', 'reload', String(TIMES));
    expect(ran).toMatchObject({ code: 0, err: '' });
    if (process.env['NETSH_KILLS'] !== undefined) console.log('reload', ran.out);
    const told: { lasting: number } = JSON.parse(ran.out);
    expect(told).toMatchObject({ kills: TIMES, refused: 0, lost: 0, ended: 0, broken: 0 });
    expect(told.lasting).toBeGreaterThan(0);
    expect(await property('ActiveState')).toBe('active');
    const { pid, running } = await status();
    expect(running).toBe(true);
    expect(await property('MainPID')).toBe(String(pid));
    expect(String(pid)).not.toBe(before);
    // It keeps the listeners of the new process now: see the next test, which kills it.
    expect(await property('NFileDescriptorStore')).toBe('2');
  },
  20_000 + TIMES * 20_000,
);

test(
  'kill refuses no datagram, and the next process takes those that wait',
  async () => {
    const side = ['v4tov4', '81', '127.0.0.1'];
    const po = ['interface', 'portproxy'];
    const udp = 'protocol=udp';
    expect(await box.netsh(...po, 'add', ...side, '9001', '127.0.0.1', udp)).toMatchObject({
      code: 0,
      err: '',
    });
    const load = '/opt/netsh/test/system/fixtures/datagrams.ts';
    const ran = await box.run('node', load, '81', '9001', String(TIMES));
    const stored = await property('NFileDescriptorStore');
    expect(await box.netsh(...po, 'delete', ...side, udp)).toMatchObject({ code: 0, err: '' });
    expect(ran).toMatchObject({ code: 0, err: '' });
    if (process.env['NETSH_KILLS'] !== undefined) console.log('datagrams', ran.out);
    expect(JSON.parse(ran.out)).toMatchObject({ kills: TIMES, refused: 0, unanswered: 0 });
    expect(stored).toBe('2');
    // Nobody has a copy of its socket.
    expect((await box.run('ss', '-Hlun', 'sport = :81')).out).toBe('');
  },
  20_000 + TIMES * 20_000,
);

test('a process that took the relay over is replaced when it is killed, and refuses no client', async () => {
  const ran = await box.run('node', `/opt/netsh/${LOAD}`, '80', '9000', 'kill', '1');
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(ran.out)).toMatchObject({ kills: 1, refused: 0, lost: 0 });
}, 60_000);

test('a reload that fails tells why; the earlier process goes on, and its listeners are kept as before', async () => {
  const before = await property('MainPID');
  const table = '/var/lib/netsh/table.json';
  await box.run('chmod', '000', table);
  const reload = await box.run('systemctl', 'reload', 'netsh');
  await box.run('chmod', '600', table);
  expect(reload.code).toBe(1);
  expect(await property('MainPID')).toBe(before);
  expect(await status()).toMatchObject({ pid: Number(before), entries: { listening: 1 } });
  expect(await property('NFileDescriptorStore')).toBe('2');
  expect((await box.run('cat', '/var/lib/netsh/service.log')).out).toContain(
    'The relay service was not handed over, and goes on.',
  );
  const ran = await box.run('node', `/opt/netsh/${LOAD}`, '80', '9000', 'kill', '1');
  expect(JSON.parse(ran.out)).toMatchObject({ kills: 1, refused: 0, lost: 0 });
}, 90_000);

test.each([0, 150, 400, 800])(
  'where the earlier process is killed %d ms after a reload began, one process serves',
  async (ms) => {
    const pid = await property('MainPID');
    await box.run('sh', '-c', `systemctl reload netsh & sleep ${ms / 1_000}; kill -9 ${pid}; wait`);
    await expect
      .poll(async () => (await box.netsh('relay', 'show', 'status', '--json')).out, { timeout: 60_000 })
      .toMatch(/"listening":1,/);
    await expect.poll(() => property('ActiveState'), { timeout: 60_000 }).toBe('active');
    // A process that has just ended, or just begun, may be in one of these already and not in another.
    const processes = async (): Promise<readonly string[]> => [
      await property('MainPID'),
      (await box.run('pgrep', '-u', 'netsh', '-f', 'relay run|relay restart|--take-over')).out.trim(),
    ];
    const served = async (): Promise<boolean> => {
      const now = String((await status()).pid);
      return now !== pid && (await processes()).every((one) => one === now);
    };
    await expect.poll(served, { timeout: 20_000 }).toBe(true);
    // The listeners are kept as ever: whoever is killed next refuses no client.
    expect(await property('NFileDescriptorStore')).toBe('2');
  },
  180_000,
);

test('relay restart goes by the service manager, for which only root may ask', async () => {
  const before = await property('MainPID');
  const member = await box.runAs('alice', '/opt/netsh/bin/netsh', 'relay', 'restart');
  expect(member).toMatchObject({ code: 1 });
  expect(member.err).toContain(
    'Only root restarts the relay of the system: sudo systemctl reload-or-restart netsh.service',
  );
  expect(await property('MainPID')).toBe(before);
  const ran = await box.netsh('relay', 'restart');
  expect(ran).toMatchObject({ code: 0, err: '' });
  const now = await property('MainPID');
  expect(now).not.toBe(before);
  expect(ran.out).toContain(`The relay runs in a new process (process ${now}).`);
});

test('thousands of listeners are kept as one is', async () => {
  const many = ['v4tov4', '20000-22999', '127.0.0.1'];
  const po = ['interface', 'portproxy'];
  expect(
    await box.netsh(...po, 'add', 'v4tov4', '20000-22999', '127.0.0.1', '30000', '127.0.0.1'),
  ).toMatchObject({ code: 0, err: '' });
  const pid = await property('MainPID');
  await box.run('kill', '-9', pid);
  expect((await box.run('sh', '-c', 'ss -Hltn sport ge 20000 and sport le 22999 | wc -l')).out.trim()).toBe(
    '3000',
  );
  await expect
    .poll(async () => (await box.netsh('relay', 'show', 'status', '--json')).out, { timeout: 60_000 })
    .toMatch(/"listening":2,/);
  expect(await property('MainPID')).not.toBe(pid);
  expect(await property('NFileDescriptorStore')).toBe('2');
  expect(await box.netsh(...po, 'delete', ...many)).toMatchObject({ code: 0, err: '' });
  expect((await box.run('sh', '-c', 'ss -Hltn sport ge 20000 and sport le 22999 | wc -l')).out.trim()).toBe(
    '0',
  );
}, 180_000);

test('a port that is given up is free at once, although the service manager had a copy of its listener', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    expect(await box.netsh(...ENTRY, '81', '127.0.0.1', '9000', '127.0.0.1')).toMatchObject({
      code: 0,
      err: '',
    });
    expect(await box.netsh('interface', 'portproxy', 'delete', 'v4tov4', '81', '127.0.0.1')).toMatchObject({
      code: 0,
    });
  }
  expect(await property('NFileDescriptorStore')).toBe('2');
});

test('the service manager goes on to watch the process after a reload, ends one that hangs, and the next one serves', async () => {
  const pid = await property('MainPID');
  await box.run('mkdir', '-p', '/run/systemd/system/netsh.service.d');
  await box.run(
    'sh',
    '-c',
    'printf "[Service]\\nWatchdogSec=3s\\n" >/run/systemd/system/netsh.service.d/soon.conf',
  );
  await box.run('systemctl', 'daemon-reload');
  await box.run('systemctl', 'restart', 'netsh');
  const first = await property('MainPID');
  expect(first).not.toBe(pid);
  expect(await box.run('systemctl', 'reload', 'netsh')).toMatchObject({ code: 0, err: '' });
  const watched = await property('MainPID');
  expect(watched).not.toBe(first);
  const told = new Set<string>();
  await expect
    .poll(async () => told.add(await property('WatchdogTimestampMonotonic')).size, { timeout: 60_000 })
    .toBeGreaterThan(8);
  expect(await property('MainPID')).toBe(watched);
  await box.run('kill', '-STOP', watched);
  await expect
    .poll(() => property('MainPID'), { timeout: 60_000 })
    .not.toMatch(new RegExp(`^(0|${watched})$`));
  await expect.poll(() => property('ActiveState'), { timeout: 60_000 }).toBe('active');
  expect(await status()).toMatchObject({ running: true, entries: { listening: 1 } });
  await box.run('rm', '-r', '/run/systemd/system/netsh.service.d');
  await box.run('systemctl', 'daemon-reload');
}, 180_000);

test('stop ends it until the next change, which starts it by the service manager', async () => {
  expect(await box.netsh('relay', 'stop', 'now')).toMatchObject({
    code: 0,
    out: 'The relay has stopped.\n\n',
  });
  await expect.poll(() => property('ActiveState')).toBe('inactive');
  expect(await status()).toMatchObject({ running: false });
  const asMember = await box.runAs('alice', '/opt/netsh/bin/netsh', 'interface', 'portproxy', 'show', 'all');
  expect(asMember).toMatchObject({ code: 1 });
  expect(asMember.err).toContain('Start it by: sudo systemctl start netsh.service');
  expect((await box.netsh('interface', 'portproxy', 'show', 'all')).out).toContain('127.0.0.1       80');
  expect(await property('ActiveState')).toBe('active');
});

test('after a power cut it listens again', async () => {
  await box.cutPower();
  await box.boot();
  await expect.poll(() => property('ActiveState')).toBe('active');
  expect(await status()).toMatchObject({ running: true, entries: { listening: 1 }, boot: { when: 'boot' } });
}, 180_000);

test('a user has one too, which starts at boot once the user lingers', async () => {
  const as = async (...words: string[]) => {
    const { out: id } = await box.run('id', '-u', 'bob');
    return box.runAs('bob', 'env', `XDG_RUNTIME_DIR=/run/user/${id.trim()}`, ...words);
  };
  const user = (...words: string[]) => as('/opt/netsh/bin/netsh', ...words);
  await box.run('loginctl', 'enable-linger', 'bob');
  await expect
    .poll(async () => (await as('systemctl', '--user', 'is-system-running')).out, { timeout: 60_000 })
    .toBe('running\n');
  const ran = await user('relay', 'install');
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toContain('loginctl enable-linger bob');
  expect(await user(...ENTRY, '8080', '127.0.0.1', '9000', '127.0.0.1')).toMatchObject({ code: 0, err: '' });
  const userPid = async (): Promise<string> =>
    (await as('systemctl', '--user', 'show', 'netsh', '-p', 'MainPID', '--value')).out.trim();
  const before = await userPid();
  expect(await user('relay', 'restart')).toMatchObject({ code: 0, err: '' });
  expect(await userPid()).not.toBe(before);
  expect(JSON.parse((await user('relay', 'show', 'status', '--json')).out)).toMatchObject({
    running: true,
    pid: Number(await userPid()),
    entries: { listening: 1 },
  });
  await box.cutPower();
  await box.boot();
  await expect
    .poll(async () => JSON.parse((await user('relay', 'show', 'status', '--json')).out), { timeout: 60_000 })
    .toMatchObject({ running: true, boot: { when: 'boot' }, entries: { listening: 1 } });
  expect(await user('relay', 'uninstall')).toMatchObject({ code: 0, err: '' });
  expect((await box.runAs('bob', 'find', '/home/bob/.config/systemd', '-type', 'f')).out).toBe('');
  expect(JSON.parse((await user('relay', 'show', 'status', '--json')).out)).toMatchObject({
    running: false,
    boot: null,
  });
}, 240_000);

test('uninstalled, the table stays; purged, nothing does', async () => {
  expect(await box.netsh('relay', 'uninstall')).toMatchObject({ code: 0, err: '' });
  expect((await box.run('ls', '/var/lib/netsh')).out).toContain('table.json');
  expect(await box.netsh('relay', 'install')).toMatchObject({ code: 0 });
  expect(await status()).toMatchObject({ running: true, entries: { listening: 1 } });
  expect(await box.netsh('relay', 'uninstall', 'purge=yes')).toMatchObject({ code: 0, err: '' });
  expect(await traces()).toBe(before);
  expect((await box.run('getent', 'passwd', 'netsh')).out).toBe('');
  expect((await box.run('getent', 'group', 'netsh')).out).toBe('');
  expect((await box.netsh('relay', 'uninstall')).out).toContain('The relay is not installed.');
});
