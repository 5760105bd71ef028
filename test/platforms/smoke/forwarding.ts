import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Netsh, demand, step } from './harness.ts';
import {
  LOOPBACK,
  type Version,
  askByDatagram,
  ending,
  endingOf,
  exchange,
  freePort,
  hashed,
  randomPart,
  serve,
} from './sockets.ts';

/** An entry of each family, with an echo behind it. */
export interface Forwards {
  readonly ports: ReadonlyMap<string, number>;
  /** The port of v4tov4. */
  readonly port: number;
  /** The echo of IPv4. */
  readonly echo: number;
}

const FAMILIES: readonly (readonly [name: string, from: Version, to: Version])[] = [
  ['v4tov4', 4, 4],
  ['v4tov6', 4, 6],
  ['v6tov4', 6, 4],
  ['v6tov6', 6, 6],
];

/** Adds an entry of each family, and demands that they carry bytes, ends and resets. `sockets` is what the status must say of them. */
export async function forwarding(netsh: Netsh, sockets: string): Promise<Forwards> {
  const echoes = {
    4: await serve(4, (socket) => socket.pipe(socket)),
    6: await serve(6, (socket) => socket.pipe(socket)),
  };
  for (const { server } of Object.values(echoes)) server.unref();
  const ports = new Map<string, number>();
  for (const [name, from] of FAMILIES) ports.set(name, await freePort(from));
  const port = ports.get('v4tov4') ?? 0;

  await step('the relay is started in the background', () => netsh.start());
  await step('an entry of each family listens', async () => {
    const [first = '', ...others] = FAMILIES.map(
      ([name, from, to]) =>
        `add ${name} ${ports.get(name)} ${LOOPBACK[to]} ${echoes[to].port} ${LOOPBACK[from]}`,
    );
    await netsh.portproxy(first);
    await netsh.entries(...others);
  });
  await step(`the status tells of them, and its sockets are ${sockets}`, async () => {
    const { out } = await netsh.line('relay show status');
    demand(/Entries +: 4 listening/.test(out) && out.includes(`Sockets     : ${sockets}`), out);
  });
  for (const [name, from] of FAMILIES)
    await step(`${name} carries 3 MiB there and back, and their ends`, async () => {
      const came = await exchange(from, ports.get(name) ?? 0, randomPart());
      demand(came.hash === hashed(randomPart()).hash, came);
    });
  await step('40 connections at once', async () => {
    const part = randomPart(100_000);
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const [name = '', from = 4] = FAMILIES[index % 4] ?? [];
        return exchange(from, ports.get(name) ?? 0, part);
      }),
    );
    demand(
      all.every(({ hash }) => hash === hashed(part).hash),
      all,
    );
  });
  await step('a reset of the target arrives as a reset, and so does a refused target', async () => {
    const target = await serve(4, (socket) => socket.once('data', () => socket.resetAndDestroy()));
    const at = await freePort(4);
    await netsh.portproxy(`add v4tov4 ${at} 127.0.0.1 ${target.port} 127.0.0.1`);
    const reset = await ending(at);
    target.server.close();
    await once(target.server, 'close');
    const refused = await ending(at);
    demand(reset === 'ECONNRESET' && refused === 'ECONNRESET', { reset, refused });
  });
  await step('a reset of the client arrives as a reset', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const target = await serve(4, (socket) => {
      socket.write('joined');
      void endingOf(socket).then(resolve);
    });
    const at = await freePort(4);
    await netsh.portproxy(`add v4tov4 ${at} 127.0.0.1 ${target.port} 127.0.0.1`);
    const client = connect(at, LOOPBACK[4]);
    await once(client, 'data');
    client.resetAndDestroy();
    const end = await promise;
    target.server.close();
    demand(end === 'ECONNRESET', end);
  });
  await step('a connection is shown and killed', async () => {
    const client = connect(port, LOOPBACK[4]);
    client.write('hello');
    await once(client, 'data');
    const end = endingOf(client);
    const { out } = await netsh.line('interface portproxy show connections --json');
    const { connections } = JSON.parse(out) as { connections: { id: number }[] };
    const mine = connections.find((each) => JSON.stringify(each).includes(String(client.localPort)));
    await netsh.portproxy(`kill connection id=${mine?.id}`);
    demand((await end) === 'ECONNRESET', out);
  });
  await step('a port that another program has is told of', async () => {
    const { port: taken, server } = await serve(4, () => {});
    const ran = await netsh.line(`interface portproxy add v4tov4 ${taken} 127.0.0.1 9 127.0.0.1`);
    server.close();
    demand(ran.err.includes('already in use'), ran);
  });
  await step('datagrams go there and back', async () => {
    const echo = createSocket('udp4').on('message', (text, { port: to }) => echo.send(text, to, LOOPBACK[4]));
    echo.bind(0, LOOPBACK[4]);
    await once(echo, 'listening');
    const at = await freePort(4);
    await netsh.portproxy(`add v4tov4 ${at} 127.0.0.1 ${echo.address().port} 127.0.0.1 protocol=udp`);
    const answer = await askByDatagram(at, 'a datagram');
    const { out } = await netsh.line('interface portproxy show connections');
    echo.close();
    demand(answer === 'a datagram' && out.includes(String(at)), out);
  });
  return { ports, port, echo: echoes[4].port };
}
