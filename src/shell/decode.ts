import { MAX_LINE } from '../language/read.ts';

/** One line of a script, or the fault by which it cannot be read. Numbers count from 1. */
export interface ScriptLine {
  readonly number: number;
  readonly text: string;
  readonly fault?: string;
}

const LF = 0x0a;
/** At most so many bytes are kept of a line that has no end yet: more than any acceptable line takes. */
const MAX_LINE_BYTES = MAX_LINE * 4;
/** Bytes kept of an overlong line, to recognise a comment and to name its place. */
const SHOWN_BYTES = 512;
const TOO_LONG = `The line is too long: at most ${MAX_LINE} characters are read.`;

/**
 * Cuts bytes into lines as they arrive: UTF-8, or UTF-16 by its byte order mark, ended by LF or CR LF (spec section
 * 7). Bytes that are no valid text fail their own line; in a comment they are ignored.
 */
export class ScriptDecoder {
  #number = 0;
  #rest = Buffer.alloc(0);
  /** The start of a line that is too long to be kept. */
  #overlong: Buffer | undefined;
  #width: 1 | 2 | undefined;
  #decoder = new TextDecoder('utf-8', { fatal: true });
  #bigEndian = false;

  /** Returns the lines that these bytes complete. */
  push(chunk: Uint8Array): ScriptLine[] {
    this.#rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    if (this.#width === undefined) {
      if (this.#rest.length < 3) return [];
      this.#detect();
    }
    return this.#cut();
  }

  /** Returns the last line, where the input does not end with a line end. */
  end(): ScriptLine[] {
    if (this.#width === undefined) this.#detect();
    const lines = this.#cut();
    if (this.#rest.length > 0 || this.#overlong !== undefined) lines.push(this.#line(this.#rest));
    this.#rest = Buffer.alloc(0);
    return lines;
  }

  #detect(): void {
    const [a, b, c] = this.#rest;
    this.#width = 1;
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
      this.#width = 2;
      this.#bigEndian = a === 0xfe;
      this.#decoder = new TextDecoder(this.#bigEndian ? 'utf-16be' : 'utf-16le', { fatal: true });
      this.#rest = this.#rest.subarray(2);
    } else if (a === 0xef && b === 0xbb && c === 0xbf) this.#rest = this.#rest.subarray(3);
  }

  #cut(): ScriptLine[] {
    const lines: ScriptLine[] = [];
    let from = 0;
    for (let end = this.#lineEnd(from); end >= 0; end = this.#lineEnd(from)) {
      lines.push(this.#line(this.#rest.subarray(from, end)));
      from = end + this.#width!;
    }
    this.#rest = this.#rest.subarray(from);
    if (this.#rest.length > MAX_LINE_BYTES) {
      this.#overlong ??= Buffer.from(this.#rest.subarray(0, SHOWN_BYTES));
      this.#rest = this.#rest.subarray(this.#rest.length - (this.#rest.length % 2));
    }
    return lines;
  }

  #lineEnd(from: number): number {
    if (this.#width === 1) return this.#rest.indexOf(LF, from);
    const wanted = this.#bigEndian ? Buffer.from([0, LF]) : Buffer.from([LF, 0]);
    let at = this.#rest.indexOf(wanted, from);
    while (at >= 0 && (at - from) % 2 === 1) at = this.#rest.indexOf(wanted, at + 1);
    return at;
  }

  #line(bytes: Buffer): ScriptLine {
    const number = ++this.#number;
    if (this.#overlong) {
      const text = new TextDecoder(this.#decoder.encoding).decode(this.#overlong);
      this.#overlong = undefined;
      return isComment(text) ? { number, text } : { number, text, fault: TOO_LONG };
    }
    try {
      return { number, text: withoutEnd(this.#decoder.decode(bytes)) };
    } catch {
      const text = withoutEnd(new TextDecoder(this.#decoder.encoding).decode(bytes));
      if (isComment(text)) return { number, text };
      const encoding = this.#decoder.encoding.toUpperCase();
      return { number, text, fault: `The line is not valid ${encoding} text; save the script as UTF-8.` };
    }
  }
}

function isComment(line: string): boolean {
  return /^\s*(#|rem(\s|$))/i.test(line);
}

function withoutEnd(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
