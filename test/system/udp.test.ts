import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestHome, freePorts } from '../program/netsh.ts';
import { until } from '../relay/support/until.ts';

const run = promisify(execFile);

let home: TestHome;
let programs: ChildProcess[] = [];

beforeEach(() => {
  home = new TestHome();
});

afterEach(async () => {
  for (const program of programs) {
    const gone = once(program, 'exit');
    if (program.exitCode !== null || program.signalCode !== null) continue;
    program.kill();
    await gone;
  }
  programs = [];
  await home.close();
});

function start(command: string, args: readonly string[]): ChildProcess {
  const program = spawn(command, args, { stdio: 'ignore' });
  programs.push(program);
  return program;
}

async function add(line: string): Promise<void> {
  const { code, out, err } = await home.portproxy(`add ${line}`);
  expect(code, out + err).toBe(0);
}

test('dig asks dnsmasq through an entry of UDP: short answers, long ones, and many at once', async () => {
  const [listen, target] = (await freePorts(2)) as [number, number];
  const names = Array.from({ length: 20 }, (_, at) => `--address=/n${at}.test/192.0.2.${at + 1}`);
  const long = `--txt-record=long.test,${Array.from({ length: 14 }, () => 'x'.repeat(250)).join(',')}`;
  start('dnsmasq', [
    '--no-daemon',
    '--no-resolv',
    '--no-hosts',
    '--conf-file=/dev/null',
    '--pid-file=',
    '--listen-address=127.0.0.1',
    '--bind-interfaces',
    '--edns-packet-max=4096',
    `--port=${target}`,
    long,
    ...names,
  ]);
  await add(`v4tov4 ${listen} 127.0.0.1 ${target} protocol=udp`);
  await add(
    `v6tov4 listenport=${listen} listenaddress=::1 connectaddress=127.0.0.1 connectport=${target} protocol=udp`,
  );
  const dig = async (server: string, ...question: string[]): Promise<string> => {
    const args = [`@${server}`, '-p', String(listen), '+notcp', '+short', '+tries=3', '+time=2', ...question];
    return (await run('dig', args)).stdout.trim();
  };
  await until('an answer', async () => (await dig('127.0.0.1', 'n0.test').catch(() => '')) === '192.0.2.1');
  const answers = await Promise.all(
    names.map((_, at) => dig(at % 2 === 0 ? '127.0.0.1' : '::1', `n${at}.test`)),
  );
  expect(answers).toEqual(names.map((_, at) => `192.0.2.${at + 1}`));
  // A datagram of more than a packet.
  expect((await dig('127.0.0.1', 'long.test', 'TXT', '+bufsize=4096', '+ignore')).length).toBeGreaterThan(
    3_500,
  );
  const { out } = await home.portproxy('show connections');
  expect(out).toContain(`v4tov4 *:${listen} udp`);
});

test('iperf3 sends datagrams through an entry of UDP, its questions through one of TCP', async () => {
  const [listen, target] = (await freePorts(2)) as [number, number];
  start('iperf3', ['-s', '-p', String(target), '-B', '127.0.0.1']);
  await add(`v4tov4 ${listen} 127.0.0.1 ${target}`);
  await add(`v4tov4 ${listen} 127.0.0.1 ${target} protocol=udp`);
  const measure = async (
    ...more: string[]
  ): Promise<{ bytes: number; packets: number; lost_packets: number }> => {
    const args = [
      '-c',
      '127.0.0.1',
      '-p',
      String(listen),
      '-u',
      '-b',
      '20M',
      '-l',
      '1350',
      '-n',
      '3M',
      '-J',
      ...more,
    ];
    const { stdout } = await run('iperf3', args, { timeout: 40_000 });
    const told: { end: { sum: { bytes: number; packets: number; lost_packets: number } } } =
      JSON.parse(stdout);
    return told.end.sum;
  };
  for (const way of [[], ['-R']]) {
    const {
      bytes,
      packets,
      lost_packets: lost,
    } = await until('a measurement', () => measure(...way).catch(() => undefined));
    expect(bytes).toBeGreaterThanOrEqual(3_000_000);
    // A machine that is busy elsewhere may lose some; the relay itself has lost none.
    expect(lost).toBeLessThan(packets / 10);
  }
  const { out } = await home.portproxy('show statistics --json');
  const { entries } = JSON.parse(out) as {
    entries: readonly {
      protocol?: string;
      counters: { datagramsUp?: number; datagramsDown?: number; dropped?: number };
    }[];
  };
  const { counters } = entries.find(({ protocol }) => protocol === 'udp')!;
  expect(counters.dropped).toBe(0);
  expect(counters.datagramsUp).toBeGreaterThan(2_000);
  expect(counters.datagramsDown).toBeGreaterThan(2_000);
});
