import { once } from 'node:events';
import { connect } from 'node:net';
import { type Netsh, demand, step } from './harness.ts';
import { LOOPBACK, ending, exchange, freePort, hashed, randomPart, serve } from './sockets.ts';
import type { Forwards } from './forwarding.ts';

/** What netsh has beside forwarding: rules, options, groups, staged changes, help. */
export async function features(netsh: Netsh, { port, echo }: Forwards): Promise<void> {
  await step('a rule decides who may connect', async () => {
    const add = `advfirewall firewall add rule name=far dir=in action=allow protocol=tcp localport=${port} remoteip=10.0.0.0/8`;
    const ran = await netsh.line(add);
    demand(ran.code === 0 && ran.out.includes('Ok.'), ran);
    demand((await ending(port)) === 'ECONNRESET', 'a client outside was let in');
    await netsh.line('advfirewall firewall delete rule name=far');
    demand((await exchange(4, port, randomPart(10))).length === 10, 'nobody is let in any more');
  });
  await step('several targets: one that refuses is passed over', async () => {
    const at = await freePort(4);
    const dead = await freePort(4);
    await netsh.portproxy(
      `add v4tov4 ${at} 127.0.0.1,127.0.0.1:${echo} ${dead} 127.0.0.1 balance=roundrobin group=web`,
    );
    const part = randomPart(5_000);
    const all = await Promise.all([1, 2, 3, 4].map(() => exchange(4, at, part)));
    demand(
      all.every(({ hash }) => hash === hashed(part).hash),
      all,
    );
    await netsh.portproxy('set group web state=disabled');
    const end = await ending(at);
    demand(end === 'ECONNREFUSED', end);
  });
  await step('limits of an entry: clients wait for their turn, and an idle connection ends', async () => {
    const at = await freePort(4);
    await netsh.portproxy(
      `add v4tov4 ${at} 127.0.0.1 ${echo} 127.0.0.1 maxconnections=1 idletimeout=1s comment=narrow`,
    );
    const first = connect(at, LOOPBACK[4]);
    first.write('x');
    await once(first, 'data');
    const second = exchange(4, at, randomPart(100));
    const end = await new Promise((resolve) => first.on('error', resolve).on('close', resolve).resume());
    const { length } = await second;
    demand(end && length === 100, { length });
  });
  await step('the PROXY protocol tells the target who the client is', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const target = await serve(4, (socket) =>
      socket.once('data', (data) => resolve(data.toString('latin1'))),
    );
    const at = await freePort(4);
    await netsh.portproxy(`add v4tov4 ${at} 127.0.0.1 ${target.port} 127.0.0.1 sendproxy=v1`);
    const client = connect(at, LOOPBACK[4]);
    client.write('x');
    const header = await promise;
    client.destroy();
    target.server.close();
    demand(header.startsWith('PROXY TCP4 127.0.0.1 127.0.0.1 '), header);
  });
  await step('metrics are served', async () => {
    const at = await freePort(4);
    await netsh.line(`relay set metrics listenport=${at}`);
    const text = await (await fetch(`http://127.0.0.1:${at}/metrics`)).text();
    demand(/^netsh_/m.test(text), text.slice(0, 300));
  });
  await step('staged changes are committed together', async () => {
    const at = await freePort(4);
    const input = [
      'interface portproxy',
      'offline',
      `add v4tov4 ${at} 127.0.0.1 ${echo} 127.0.0.1`,
      'commit',
      '',
    ];
    const ran = await netsh.run([], { input: input.join('\n') });
    demand((await exchange(4, at, randomPart(10))).length === 10, ran);
  });
  await step('help, a search in it, lessons, the editing mode, and what the machine tells', async () => {
    demand(/^netsh-shell \d/.test((await netsh.line('--version')).out), 'no version');
    const told = await netsh.session([
      'interface portproxy add v4tov4 /?',
      'help why does it not listen',
      'learn',
      'set editing mode=vi',
      'show editing',
      'set editing mode=emacs',
      'interface ipv4 show addresses',
      'interface portproxy show recent',
    ]);
    for (const part of [
      'Usage: add v4tov4',
      'help listening',
      'Your first forward',
      /^vi\r?$/m,
      '127.0.0.1',
      String(port),
    ])
      demand(typeof part === 'string' ? told.includes(part) : part.test(told), { part: String(part), told });
  });
}
