/**
 * A relay of one entry for measuring: `relay-target.ts LISTEN CONNECT [OTHERS [RULES [OPTIONS]]]`, both as address:port or
 * [address]:port; with udp: before LISTEN it is for UDP. So many other entries listen beside it, on addresses of
 * 127.1.0.0/16, and so many rules of advfirewall are about its port; OPTIONS is JSON of what else its `RelayEntry` has,
 * such as `{"sendProxy":"v2"}`. Stays in the foreground until it is told to end.
 */
import { isIP } from 'node:net';
import { createRelay } from '../../src/relay/create.ts';
import { rulesFor } from './rules-for-port.ts';
import type { RelayEntry, RelaySide } from '../../src/relay/relay.ts';

const [listen, connect] = process.argv.slice(2, 4).map((text) => side(text.replace(/^udp:/, '')));
const protocol = process.argv[2]?.startsWith('udp:') ? 'udp' : 'tcp';
const [others = 0, rules = 0] = process.argv.slice(4, 6).map(Number);
const options = JSON.parse(process.argv[6] ?? '{}');
if (!listen || !connect)
  throw new Error(
    'Usage: relay-target.ts LISTEN CONNECT [OTHERS [RULES [OPTIONS]]], such as 127.0.0.1:7001 127.0.0.1:7002',
  );

const relay = await createRelay();
relay.onEvent(({ text }) => console.error(text));
if (rules > 0) await relay.setRulebook(rulesFor(listen.ports.from, rules));
const put: RelayEntry[] = Array.from({ length: others }, (_, index) => {
  const address = `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}:${listen.ports.from}`;
  return { id: address, label: address, protocol: 'tcp', listen: side(address), targets: [connect] };
});
put.push({ id: 'bench', label: 'bench', protocol, listen, targets: [connect], ...options });
await relay.apply({ put, remove: [] });
const status = relay.status('bench');
if (status?.state !== 'listening') console.error(status?.reason);

function side(text: string): RelaySide {
  const at = text.lastIndexOf(':');
  const host = text.slice(0, at).replace(/^\[|\]$/g, '');
  const port = Number(text.slice(at + 1));
  return {
    version: isIP(host) === 6 ? 6 : 4,
    host: { kind: 'literal', host },
    ports: { from: port, to: port },
  };
}
