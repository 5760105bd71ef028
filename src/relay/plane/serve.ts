import { chooseTransport } from './choose-transport.ts';
import type { Reply, Request } from '../messages.ts';
import type { OpenDescriptors } from '../native/open-descriptors.ts';
import { Descriptors } from '../common/descriptors.ts';
import { openKeptListeners } from '../native/kept-listeners.ts';
import { Lives } from './lives.ts';
import { Plane } from './plane.ts';
import { survivorsText } from './succession.ts';
import { warmUp } from './warm-up.ts';
import type { RelayLimits } from '../relay.ts';
import type { TransportKind } from '../transport.ts';
import { TRANSPORTS, type TransportName } from '../transport-names.ts';

/** The number of connections is sent at most so often, ms. */
const COUNT_EVERY_MS = 100;
/** How many items of a list are made and sent before other events have their turn. */
const PART = 250;
/** So long after the first entries were tried a data plane is warmed up, ms; clients in such numbers do that as well. */
const WARM_UP_AFTER_MS = 50;
const MANY_CLIENTS = 64;

/**
 * Serves a data plane over any channel: `send` sends replies, the function returned takes requests. `open` notes the
 * descriptors that have to be taken over, or closed, when the plane crashes; where it `takesOver`, it has what such a plane has left.
 */
export function servePlane(
  send: (reply: Reply) => void,
  open: OpenDescriptors,
  takesOver = false,
): (request: Request) => void {
  let plane: Promise<Served> | undefined;
  const lives = new Lives();
  // Before this thread opens any itself.
  const left = takesOver ? open.takeLeft() : undefined;
  return (request) => {
    if (request.kind === 'start') {
      plane = startPlane(request.limits, send, open, takesOver).then((started) => {
        if (left) lives.succeed(started.plane.life, left);
        return started;
      });
      void plane.then(() => send({ kind: 'done', call: request.call, value: 0 }));
    } else void plane?.then((started) => answer(started, request, send, lives));
  };
}

/** A data plane that is served, and what has its code compiled before clients come. */
interface Served {
  readonly plane: Plane;
  readonly warmUp: () => void;
}

async function startPlane(
  limits: RelayLimits,
  send: (reply: Reply) => void,
  open: OpenDescriptors,
  hasCrashed: boolean,
): Promise<Served> {
  const { allowed, unknown } = allowedTransports();
  const transport = await chooseTransport(open, allowed);
  // Before kept listeners are there, which would count twice.
  const descriptors = new Descriptors();
  const plane = new Plane({
    limits,
    transport,
    descriptors,
    store: transport.kind === 'native' ? openKeptListeners(open, hasCrashed) : undefined,
    onStatus: (changes) => send({ kind: 'statuses', changes }),
    onEvent: (event) => send({ kind: 'event', event }),
    onCount: countTeller(send),
    onCounters: (reports) => void inParts(reports, (part) => send({ kind: 'counters', part })),
  });
  send({ kind: 'started', transport: transport.kind });
  if (unknown.length > 0) {
    const text = `NETSH_TRANSPORT has ${unknown.join(', ')}; accepted are ${TRANSPORTS.join(', ')}.`;
    send({ kind: 'event', event: { at: Date.now(), kind: 'error', text } });
  }
  return { plane, warmUp: warmerOf(plane, transport, open) };
}

async function answer(
  { plane, warmUp: warms }: Served,
  request: Exclude<Request, { kind: 'start' }>,
  send: (reply: Reply) => void,
  lives: Lives,
): Promise<void> {
  const { call } = request;
  const done = (value: number): void => send({ kind: 'done', call, value });
  switch (request.kind) {
    case 'apply':
      if (lives.outliving.isAlone) {
        lives.outliving.apply(plane.life, request.change);
        done(0);
        break;
      }
      await plane.apply(request.change, request.earlier ?? lives.counters);
      if (request.earlier) {
        const text = survivorsText(lives.adopt(request.earlier));
        send({ kind: 'event', event: { at: Date.now(), kind: 'worker', text } });
      }
      done(0);
      warms();
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
    case 'log':
      send({ kind: 'logged', call, lines: await plane.log.ask(request.logging) });
      break;
    case 'kill':
      done(plane.kill(request.filter));
      break;
    case 'close':
      done(await plane.close(request.drainMs, request.follows));
      break;
    case 'hand-over':
    case 'expect-life':
    case 'hear-life':
    case 'take-life':
    case 'open-life':
    case 'tell-counters':
    case 'await-ports':
    case 'release':
    case 'bind':
    case 'rebind':
    case 'outlive':
    case 'count-on':
    case 'add-counts':
      send({ kind: 'life', call, answer: await lives.answer(plane.life, request) });
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

/** Returns what warms a data plane up once, some time after its first entries were tried. */
function warmerOf(plane: Plane, transport: TransportKind, open: OpenDescriptors): () => void {
  let timer: NodeJS.Timeout | undefined;
  const needed = (): boolean => plane.lastId < MANY_CLIENTS;
  return () => {
    if (transport.kind !== 'native') return;
    // Whatever keeps it from being warm, clients are served.
    timer ??= setTimeout(
      () => void warmUp(transport, open, needed).catch(() => {}),
      WARM_UP_AFTER_MS,
    ).unref();
  };
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
