/** An answer of the service; header names are in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Longest head and body, in bytes. */
const MAX_HEAD = 16 * 1024;
const MAX_BODY = 128 * 1024 * 1024;
const HEAD_END = '\r\n\r\n';

/** Joins the pieces of an HTTP/1.1 answer; its head must have the length of the body, as that of the service always has. */
export class AnswerReader {
  #chunks: Buffer[] = [];
  #received = 0;
  #head: { status: number; headers: Map<string, string>; begin: number; end: number } | undefined;

  /** Takes a piece; returns the answer once it is complete, undefined before. */
  push(chunk: Buffer): HttpAnswer | 'malformed' | undefined {
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    if (!this.#head) {
      const bytes = this.#joined();
      const end = bytes.indexOf(HEAD_END);
      if (end === -1) return bytes.length > MAX_HEAD ? 'malformed' : undefined;
      this.#head = readHead(bytes.toString('latin1', 0, end), end + HEAD_END.length);
      if (!this.#head) return 'malformed';
    }
    const { status, headers, begin, end } = this.#head;
    if (this.#received < end) return undefined;
    return { status, headers, body: this.#joined().toString('utf8', begin, end) };
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }
}

function readHead(text: string, begin: number) {
  const [first = '', ...lines] = text.split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  const headers = new Map(lines.map(readHeader));
  const length = Number(headers.get('content-length') ?? Number.NaN);
  if (!Number.isInteger(status) || !Number.isInteger(length) || length < 0 || length > MAX_BODY)
    return undefined;
  return { status, headers, begin, end: begin + length };
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
