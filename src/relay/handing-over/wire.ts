import { isRecord } from '../../portproxy/is-record.ts';
import { MOST_DESCRIPTORS } from '../native/descriptor-message.ts';
import { MOST_MESSAGE_BYTES, type PacketSocket } from '../native/packet-socket.ts';
import { LifeFault, Parcel } from './parcel.ts';

/** The first byte of a message that carries a part of a piece, or of an item that is longer than a message. */
const PIECE = 0;
const LONG = 1;
const PART_BYTES = MOST_MESSAGE_BYTES - 1;
/** Room for the rest of a message beside its items, bytes. */
const MARGIN_BYTES = 256;
/** A process that sends more than this for one item is not believed, bytes. */
const MOST_ITEM_BYTES = 256 << 20;

/** An item as it came: its data are still to be read. */
interface ReceivedItem {
  readonly data: unknown;
  readonly parcel: Parcel;
}

/** A message of the other process. */
export interface LifeMessage {
  readonly kind: string;
  /** What the message says by itself. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly items: readonly ReceivedItem[];
}

interface Pending {
  readonly kind: string;
  readonly texts: string[];
  readonly descriptors: number[];
  bytes: number;
}

/** The conversation of two processes about a life: JSON messages with items, their descriptors and bytes. */
export class Wire {
  readonly socket: PacketSocket;
  /** Items that wait for more of their kind. */
  #pending: Pending | undefined;

  constructor(socket: PacketSocket) {
    this.socket = socket;
  }

  /** Sends an item, together with others of its kind, `flush` at the latest. Throws the system's error. */
  add(kind: string, data: object, parcel: Parcel = new Parcel()): void {
    const { descriptors } = parcel;
    const text = JSON.stringify({
      data,
      descriptors: descriptors.length,
      pieces: parcel.pieces.map(({ length }) => length),
    });
    const bytes = Buffer.byteLength(text);
    if (bytes > PART_BYTES - MARGIN_BYTES) {
      this.flush();
      this.#sendPieces(PIECE, parcel.pieces);
      this.#sendPieces(LONG, [Buffer.from(JSON.stringify({ kind, items: [JSON.parse(text)] }))]);
      this.#sendRaw({ kind: 'long' }, descriptors);
      return;
    }
    const pending = this.#pending;
    const isFull =
      pending !== undefined &&
      (pending.kind !== kind ||
        pending.bytes + bytes > PART_BYTES - MARGIN_BYTES ||
        pending.descriptors.length + descriptors.length > MOST_DESCRIPTORS);
    if (isFull) this.flush();
    // Pieces go before the message of their item, and behind the one before that.
    this.#sendPieces(PIECE, parcel.pieces);
    this.#pending ??= { kind, texts: [], descriptors: [], bytes: 0 };
    this.#pending.texts.push(text);
    this.#pending.descriptors.push(...descriptors);
    this.#pending.bytes += bytes + 1;
  }

  /** Sends what waits. */
  flush(): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    const text = `{"kind":"${pending.kind}","items":[${pending.texts.join(',')}]}`;
    this.socket.send(Buffer.from(text), pending.descriptors);
  }

  /** Sends a message without items, after all before it. */
  say(kind: string, facts: object = {}): void {
    this.flush();
    this.#sendRaw({ kind, ...facts }, []);
  }

  /** Returns a message that has come, `nothing` where none has; undefined where the other process is gone. */
  peek(): LifeMessage | 'nothing' | undefined {
    return this.socket.isReadable ? this.receive() : 'nothing';
  }

  /** Waits for a message; undefined where the other process is gone. Throws a `LifeFault` for one that is malformed. */
  receive(): LifeMessage | undefined {
    const parts: Buffer[] = [];
    const long: Buffer[] = [];
    let total = 0;
    for (;;) {
      const packet = this.socket.receive();
      if (!packet) return undefined;
      const first = packet.bytes[0];
      if (first !== PIECE && first !== LONG) {
        const message = parsed(packet.bytes);
        const whole = message['kind'] === 'long' ? parsed(Buffer.concat(long)) : message;
        return readMessage(whole, packet.descriptors, Buffer.concat(parts));
      }
      total += packet.bytes.length;
      if (total > MOST_ITEM_BYTES) throw new LifeFault('It sends too much for one message.');
      (first === PIECE ? parts : long).push(packet.bytes.subarray(1));
    }
  }

  #sendPieces(first: number, pieces: readonly Buffer[]): void {
    for (const piece of pieces)
      for (let at = 0; at < piece.length; at += PART_BYTES)
        this.socket.send(Buffer.concat([Buffer.of(first), piece.subarray(at, at + PART_BYTES)]));
  }

  #sendRaw(message: object, descriptors: readonly number[]): void {
    this.socket.send(Buffer.from(JSON.stringify(message)), descriptors);
  }
}

function parsed(bytes: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new LifeFault('It sends a message that is not JSON.');
  }
  if (!isRecord(value)) throw new LifeFault('It sends a message that is a plain value.');
  return value;
}

function readMessage(
  { kind, items = [], ...facts }: Record<string, unknown>,
  descriptors: readonly number[],
  bytes: Buffer,
): LifeMessage {
  if (typeof kind !== 'string' || !Array.isArray(items))
    throw new LifeFault('It sends a message without a kind.');
  let from = 0;
  let byte = 0;
  const received = items.map((item: unknown): ReceivedItem => {
    if (!isRecord(item) || !Array.isArray(item['pieces']))
      throw new LifeFault('It sends an item without data.');
    const count = Number(item['descriptors']);
    const own = descriptors.slice(from, (from += count));
    const pieces = item['pieces'].map((length) => bytes.subarray(byte, (byte += Number(length))));
    return { data: item['data'], parcel: new Parcel(own, pieces) };
  });
  return { kind, facts, items: received };
}
