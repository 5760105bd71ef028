import { chooseTransport } from './choose-transport.ts';
import type { Reply, Request } from '../messages.ts';
import type { OpenDescriptors } from '../native/open-descriptors.ts';
import { Plane } from './plane.ts';
import type { RelayLimits } from '../relay.ts';
import { TRANSPORTS, type TransportName } from '../transport.ts';

/** The number of connections is sent at most so often, ms. */
const COUNT_EVERY_MS = 100;
/** Changed counters are sent so often, ms, so that a crash loses little of them. */
const COUNTERS_EVERY_MS = 1_000;
/** How many items of a list are made and sent before other events have their turn. */
const PART = 250;

/**
 * Serves a data plane over any channel: `send` sends replies, the function returned takes requests. `open` notes the
 * descriptors that have to be taken over, or closed, when the plane crashes.
 */
export function servePlane(send: (reply: Reply) => void, open: OpenDescriptors): (request: Request) => void {
  let plane: Promise<Plane> | undefined;
  return (request) => {
    if (request.kind === 'start') {
      plane = startPlane(request.limits, send, open);
      void plane.then(() => send({ kind: 'done', call: request.call, value: 0 }));
    } else void plane?.then((started) => answer(started, request, send));
  };
}

async function startPlane(
  limits: RelayLimits,
  send: (reply: Reply) => void,
  open: OpenDescriptors,
): Promise<Plane> {
  const { allowed, unknown } = allowedTransports();
  const transport = await chooseTransport(open, allowed);
  const plane = new Plane({
    limits,
    transport,
    onStatus: (changes) => send({ kind: 'statuses', changes }),
    onEvent: (event) => send({ kind: 'event', event }),
    onCount: countTeller(send),
  });
  tellCounters(plane, send);
  send({ kind: 'started', transport: transport.kind });
  if (unknown.length > 0) {
    const text = `NETSH_TRANSPORT has ${unknown.join(', ')}; accepted are ${TRANSPORTS.join(', ')}.`;
    send({ kind: 'event', event: { at: Date.now(), kind: 'error', text } });
  }
  return plane;
}

async function answer(
  plane: Plane,
  request: Exclude<Request, { kind: 'start' }>,
  send: (reply: Reply) => void,
): Promise<void> {
  const { call } = request;
  const done = (value: number): void => send({ kind: 'done', call, value });
  switch (request.kind) {
    case 'apply':
      await plane.apply(request.change, request.earlier);
      done(0);
      break;
    case 'rules':
      await plane.setRules(request.update);
      done(0);
      break;
    case 'try':
      send({ kind: 'tried', call, refused: await plane.tryListen(request.entries) });
      break;
    case 'report':
      await inParts(plane.reports(request.ids), (part) => send({ kind: 'reports', call, part }));
      done(0);
      break;
    case 'connections':
      await inParts(plane.connections(), (part) => send({ kind: 'infos', call, part }));
      done(0);
      break;
    case 'sample':
      await sample(plane, request, send);
      break;
    case 'kill':
      done(plane.kill(request.filter));
      break;
    case 'close':
      done(await plane.close(request.drainMs));
      break;
  }
}

async function sample(
  { sampler }: Plane,
  { call, anew, ids }: Extract<Request, { kind: 'sample' }>,
  send: (reply: Reply) => void,
): Promise<void> {
  const full = sampler.begin(anew);
  await inParts(sampler.reports(ids), (part) => send({ kind: 'reports', call, part }));
  await inParts(sampler.infos(), (part) => send({ kind: 'infos', call, part }));
  send({ kind: 'sampled', call, full, ...sampler.rest() });
}

/** Sends a list in parts, with a turn of the loop between them. */
async function inParts<Item>(items: Iterable<Item>, send: (part: readonly Item[]) => void): Promise<void> {
  let part: Item[] = [];
  for (const item of items) {
    if (part.push(item) < PART) continue;
    send(part);
    part = [];
    await new Promise((turn) => setImmediate(turn));
  }
  if (part.length > 0) send(part);
}

function countTeller(send: (reply: Reply) => void): (connections: number) => void {
  let latest = 0;
  let timer: NodeJS.Timeout | undefined;
  return (connections) => {
    latest = connections;
    timer ??= setTimeout(() => {
      timer = undefined;
      send({ kind: 'count', connections: latest });
    }, COUNT_EVERY_MS).unref();
  };
}

function tellCounters(plane: Plane, send: (reply: Reply) => void): void {
  setInterval(() => {
    void inParts(plane.changed(), (part) => send({ kind: 'counters', part }));
  }, COUNTERS_EVERY_MS).unref();
}

/** Returns the transports that the environment allows (`NETSH_TRANSPORT=lent`), all where it names none. */
function allowedTransports(): { allowed: readonly TransportName[]; unknown: readonly string[] } {
  const words = (process.env['NETSH_TRANSPORT'] ?? '').split(',').filter((word) => word !== '');
  const named = TRANSPORTS.filter((name) => words.includes(name));
  const known: readonly string[] = TRANSPORTS;
  return {
    allowed: named.length > 0 ? named : TRANSPORTS,
    unknown: words.filter((word) => !known.includes(word)),
  };
}
