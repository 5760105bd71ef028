import { type RemoteInfo, type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

/** What the server says about a name: its addresses of either version, that it fails (RFC 1035, 4.1.1), or nothing. */
export type Answer = readonly string[] | 'SERVFAIL' | 'silence';

const PORT = 53;
const HEADER_BYTES = 12;
const TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'A'],
  [28, 'AAAA'],
]);
/** A response that offers recursion; the code is added (RFC 1035, 4.1.1). */
const RESPONSE = 0x8180;
const SERVFAIL = 2;
const NXDOMAIN = 3;

/** A name server on 127.0.0.1 that knows the names it is told, and notes what it is asked for. */
export class NameServer {
  /** Every question so far, such as `AAAA two.test`. */
  readonly questions: string[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (query, from) => this.#answer(query, from));
  }

  static async start(): Promise<NameServer> {
    const socket = createSocket('udp4');
    socket.bind(PORT, '127.0.0.1');
    await once(socket, 'listening');
    return new NameServer(socket);
  }

  /** From now on it says this about the name; one it was never told of does not exist. */
  says(name: string, answer: Answer): void {
    this.#answers.set(name, answer);
  }

  /** How often it was asked for the name. */
  asked(name: string): number {
    return this.questions.filter((question) => question.endsWith(` ${name}`)).length;
  }

  #answer(query: Buffer, from: RemoteInfo): void {
    const { name, type, end } = questionOf(query);
    this.questions.push(`${TYPES.get(type) ?? type} ${name}`);
    const answer = this.#answers.get(name);
    if (answer === 'silence') return;
    const addresses = Array.isArray(answer) ? answer : [];
    const records = addresses.map(record).filter((bytes) => bytes.readUInt16BE(2) === type);
    const header = Buffer.alloc(HEADER_BYTES);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(RESPONSE | (answer === 'SERVFAIL' ? SERVFAIL : answer ? 0 : NXDOMAIN), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    this.#socket.send(
      Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...records]),
      from.port,
      from.address,
    );
  }
}

/** The first question of a query: its name, its type, and where it ends. */
function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** An address as a record about the name of the question, to be kept for no time. */
function record(address: string): Buffer {
  const data = isIPv4(address) ? Buffer.from(address.split('.').map(Number)) : bytesOf(address);
  const head = Buffer.alloc(12);
  // The name is a pointer to the question (RFC 1035, 4.1.4).
  head.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  head.writeUInt16BE(isIPv4(address) ? 1 : 28, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function bytesOf(address: string): Buffer {
  const [before = [], after = []] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
