import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import { RemoteHome } from './remote-machine.ts';
import { TestHome } from './netsh.ts';

const home = new TestHome();
afterAll(() => home.close());

/** The addresses of one IP version that Node finds, as `INTERFACE ADDRESS/LENGTH`. */
function nodeAddresses(family: 'IPv4' | 'IPv6'): string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.filter((one) => one.family === family).map((one) => `${name} ${one.cidr}`),
  );
}

async function json(line: string): Promise<unknown> {
  const ran = await home.netsh([...line.split(' '), '--json']);
  expect(ran, line).toMatchObject({ code: 0, err: '' });
  return JSON.parse(ran.out);
}

/** The bytes that came in by the loopback interface. */
async function bytesIn(): Promise<number> {
  const { subinterfaces } = (await json('interface ipv4 show subinterfaces lo')) as {
    subinterfaces: { bytesIn: number }[];
  };
  return subinterfaces[0]!.bytesIn;
}

interface Listed {
  interfaces: {
    name: string;
    index: number | null;
    adminState?: string;
    state?: string;
    addresses?: { address: string; prefixLength: number }[];
  }[];
}

function addressesOf({ interfaces }: Listed): string[] {
  return interfaces.flatMap((one) =>
    (one.addresses ?? []).map(({ address, prefixLength }) => `${one.name} ${address}/${prefixLength}`),
  );
}

describe('this machine, as Node finds it', () => {
  test('interfaces that have an address are listed, switched on and connected', async () => {
    const { interfaces } = (await json('interface show interface')) as Listed;
    for (const name of Object.keys(networkInterfaces())) {
      expect(interfaces).toContainEqual(
        expect.objectContaining({ name, adminState: 'Enabled', state: 'Connected' }),
      );
    }
  });

  test('addresses of both versions', async () => {
    const four = addressesOf((await json('interface ipv4 show addresses')) as Listed);
    expect(four).toEqual(expect.arrayContaining(nodeAddresses('IPv4')));
    const six = addressesOf((await json('interface ipv6 show addresses')) as Listed);
    expect(six).toEqual(expect.arrayContaining(nodeAddresses('IPv6')));
  });

  test('by the prefix words of scripts, and by name or index', async () => {
    const { interfaces } = (await json('interface ipv4 show interfaces')) as Listed;
    const [first] = interfaces;
    const byName = await home.netsh(['int', 'ip', 'sh', 'int', first!.name]);
    expect(byName.out).toContain(`\nInterface ${first!.name} Parameters\n`);
    if (first!.index !== null) {
      expect(await home.netsh(['int', 'ipv4', 'show', 'int', String(first!.index)])).toEqual(byName);
    }
  });
});

test('an interface that there is not', async () => {
  expect(await home.netsh(['interface', 'show', 'interface', 'no-such-one'])).toMatchObject({
    code: 1,
    out: 'An interface with this name is not registered with the router.\n',
    err: expect.stringMatching(/^No interface here is called no-such-one. There are: .+\.\n$/),
  });
  const ran = await home.netsh(['interface', 'ipv4', 'show', 'addresses', 'name=no-such-one']);
  expect(ran.code).toBe(1);
  expect(ran.out).toBe('The filename, directory name, or volume label syntax is incorrect.\n');
});

test('the network of this machine is never taken for that of another one', async () => {
  const far = new RemoteHome();
  try {
    const words = ['-r', 'web1', 'interface', 'ipv4', 'show', 'addresses'];
    expect(await home.netsh(words, { env: far.working })).toEqual({
      code: 1,
      out: '',
      err: `Network settings of web1 cannot be read from here.
This command tells of the machine on which netsh runs: run it there, by ssh web1.
`,
    });
  } finally {
    await far.close();
  }
});

test('nothing of this starts the relay, and dump stays as it was', async () => {
  const { out } = await home.netsh(['interface', 'dump']);
  expect(out.match(/^pushd .*$/gm)).toEqual(['pushd interface', 'pushd interface portproxy']);
  expect(await json('relay show status')).toMatchObject({ running: false });
});

describe.runIf(process.platform === 'linux')('Linux, as /proc has it', () => {
  test('the range of dynamic ports', async () => {
    const [first, last] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/);
    expect(await json('interface ipv4 show dynamicportrange tcp')).toEqual({
      protocol: 'tcp',
      startPort: Number(first),
      numberOfPorts: Number(last) - Number(first) + 1,
    });
  });

  test('TCP settings', async () => {
    const provider = readFileSync('/proc/sys/net/ipv4/tcp_congestion_control', 'utf8').trim();
    const { code, out } = await home.netsh(['interface', 'tcp', 'show', 'global']);
    expect(code).toBe(0);
    expect(out).toContain(`\nAdd-On Congestion Control Provider  : ${provider} \n`);
  });

  test('as many IPv4 routes as the main table has', async () => {
    const rows = readFileSync('/proc/net/route', 'utf8').trim().split('\n').slice(1);
    const { routes } = (await json('interface ipv4 show route')) as { routes: unknown[] };
    expect(routes).toHaveLength(rows.length);
  });

  test('what an interface carried never shrinks', async () => {
    const before = await bytesIn();
    expect(await bytesIn()).toBeGreaterThanOrEqual(before);
  });
});
