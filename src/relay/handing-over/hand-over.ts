import type { EntryRecord } from '../entries/entry-record.ts';
import { faultText } from './fault-text.ts';
import { held } from './held.ts';
import { loadLibc } from '../native/libc.ts';
import { connectPackets } from '../native/packet-socket.ts';
import { monotonicTime } from '../tcp/packing.ts';
import type { Life } from './life.ts';
import { LIFE_VERSION, type PackedGate } from './packed.ts';
import { Copies } from './copies.ts';
import { Pace } from './pace.ts';
import { LifeFault, Parcel } from './parcel.ts';
import { type LifeMessage, Wire } from './wire.ts';
import type { LifeAnswer, LifeFacts } from './steps.ts';

/** The other process must have everything after so long, ms; nothing is moved meanwhile. */
const LONGEST_STILL_MS = 5_000;
/** It gets ready for so long at most, ms, while everything goes on. */
const LONGEST_PREPARATION_MS = 60_000;
/** One message is waited for at most so long while everything goes on, ms. */
const PATIENCE_MS = 1_000;
/** So long it may take to open its control socket when it has everything, ms. */
const LONGEST_OPENING_MS = 2_000;
const LOOK_MS = 2;
/** So many rounds are copied after the first one at least: code that has run is faster. */
const FEWEST_ROUNDS = 3;
const MOST_ROUNDS = 12;
/** So many connections may be left to describe while nothing moves. */
const FEW = 8;

/**
 * Hands the life of a data plane to a process that listens at a path. Resolves to how long nothing moved, ms, when that has taken
 * everything, else to why not, in a sentence; everything goes on here then, as if nothing had happened.
 */
export async function handOver(life: Life, path: string, facts: LifeFacts): Promise<LifeAnswer> {
  const { handing, listening } = life;
  if (!handing) return { reason: 'Its sockets cannot be handed over.' };
  let wire: Wire | undefined;
  const release = await held(listening);
  try {
    const libc = loadLibc();
    if (!libc) throw new LifeFault('This system cannot hand sockets over.');
    const socket = connectPackets(libc, path);
    wire = new Wire(socket);
    const { user } = socket.peer;
    if (user !== process.geteuid?.()) throw new LifeFault('The other process belongs to another user.');
    socket.limit(PATIENCE_MS);
    wire.say('hello', { version: LIFE_VERSION, ...facts });
    const copies = new Copies(life, wire, await tellListening(life, wire));
    const { takesCopies } = await answered(wire, 'prepared');
    handing.share();
    if (takesCopies === true) await copyAll(copies, wire);
    const begun = performance.now();
    give(life, wire, copies);
    const stillMs = performance.now() - begun;
    life.leave();
    waitForOpening(wire);
    wire.socket.close();
    return { stillMs };
  } catch (error) {
    wire?.socket.close();
    release();
    return { reason: faultText(error) };
  }
}

/** Tells which sockets listen, and all counters; returns the revision of each entry's that it told. */
async function tellListening({ handing, listening }: Life, wire: Wire): Promise<Map<EntryRecord, number>> {
  const pace = new Pace(wire);
  for (const { fd, ...listener } of handing?.listeners() ?? []) {
    const parcel = new Parcel();
    wire.add('listener', { ...listener, fd: parcel.add(fd) }, parcel);
    if (pace.due) await pace.next();
  }
  const told = new Map<EntryRecord, number>();
  for (const record of listening.records.values()) {
    told.set(record, record.counters.revision);
    wire.add('entry', { id: record.id, counters: record.report.counters });
    if (pace.due) await pace.next();
  }
  wire.say('prepare');
  return told;
}

/** Copies what there is into the other process while everything goes on, until little is new from one round to the next. */
async function copyAll(copies: Copies, wire: Wire): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const described = await copies.round();
    await answered(wire, 'round');
    if (round >= FEWEST_ROUNDS && described <= FEW) return;
  }
}

/** Resolves to what the other process says, which is to be of a kind. Throws a `LifeFault`, or the system's error. */
async function answered(wire: Wire, kind: string): Promise<LifeMessage['facts']> {
  const until = performance.now() + LONGEST_PREPARATION_MS;
  while (performance.now() < until) {
    const message = wire.peek();
    if (message === undefined) throw new LifeFault('The other process is gone.');
    if (message !== 'nothing') {
      expectKind(message, kind);
      return message.facts;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS);
    });
  }
  throw new LifeFault('The other process was not ready in time.');
}

/**
 * Gives everything away in one go, in which no event is handled. The other process has it when it says so before this one ends
 * the conversation; it moves nothing before. Throws where it does not take it.
 */
function give(life: Life, wire: Wire, copies: Copies): void {
  const { socket } = wire;
  const until = performance.now() + LONGEST_STILL_MS;
  socket.limit(LONGEST_STILL_MS);
  try {
    giveAll(life, wire, copies, () => {
      if (performance.now() > until) throw new LifeFault('It takes too long.');
    });
    socket.limit(Math.max(1, until - performance.now()));
    const message = wire.receive();
    if (message === undefined) throw new LifeFault('The other process is gone.');
    expectKind(message, 'mine');
  } catch (error) {
    if (!revoke(wire)) throw error;
  }
}

function giveAll(
  { sessions, admission, listening, lastId }: Life,
  wire: Wire,
  copies: Copies,
  hasTime: () => void,
): void {
  copies.last(hasTime);
  for (const { accepted, entry, port, client } of admission.waiting()) {
    const parcel = new Parcel();
    const packed = accepted.pack?.(parcel);
    if (packed === undefined) continue;
    const waiting = {
      ...packed,
      entry: copies.nameOf(entry),
      listenPort: port,
      isCounted: client !== undefined,
    };
    wire.add('waiting', waiting, parcel);
  }
  for (const session of sessions.live.values()) {
    hasTime();
    const parcel = new Parcel();
    wire.add('session', session.pack(parcel, copies.nameOf(session.entry)), parcel);
  }
  for (const record of listening.records.values()) {
    if (record.gate) wire.add('gate', packedGate(record.id, record.gate, ratesOf(record, sessions)));
    if (record.targets) wire.add('turn', { entry: record.id, turn: record.targets.turn });
  }
  wire.say('end', { lastId: lastId() });
}

/** Returns the rates at which the bytes of an entry are taken. */
function ratesOf(record: EntryRecord, sessions: Life['sessions']): Rates | undefined {
  return record.spec.protocol === 'udp' ? sessions.ratesOf(record) : record.gate;
}

interface Rates {
  readonly up: { readonly balance: number } | undefined;
  readonly down: { readonly balance: number } | undefined;
}

function packedGate(
  entry: string,
  { clients }: NonNullable<EntryRecord['gate']>,
  { up, down }: Rates = { up: undefined, down: undefined },
): PackedGate {
  const wholeAt = Array.from(clients.allowances, ([client, at]) => {
    const key = typeof client === 'bigint' ? `${client}n` : String(client);
    return [key, monotonicTime(at)] as const;
  });
  return { entry, up: up?.balance, down: down?.balance, wholeAt };
}

/** Takes everything back. Returns whether the other process has taken it before that. */
function revoke(wire: Wire): boolean {
  try {
    wire.socket.limit(1);
    wire.say('revoked');
  } catch {
    // It does not read, or is gone.
  }
  wire.socket.end();
  try {
    for (let message = wire.receive(); message; message = wire.receive())
      if (message.kind === 'mine') return true;
  } catch {
    // It has said nothing that can be read.
  }
  return false;
}

function waitForOpening({ socket }: Wire): void {
  socket.limit(LONGEST_OPENING_MS);
  try {
    socket.receive();
  } catch {
    // Its clients find it a moment later.
  }
}

function expectKind({ kind, facts }: LifeMessage, expected: string): void {
  if (kind === expected) return;
  throw new LifeFault(
    kind === 'refused' ? `The other process refuses: ${String(facts['reason'])}` : `It answers ${kind}.`,
  );
}
