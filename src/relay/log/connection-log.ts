import { type Later, made } from '../common/later.ts';
import type { EndedConnection, RelayEntry } from '../relay.ts';
import { type LineOf, lineMaker } from './log-lines.ts';
import type { LoggedLines, Logging } from './logging.ts';

/** Lines are handed over at most so long after they were made, ms, while somebody asks for them. */
const FLUSH_MS = 100;
/** Lines are handed over at once when there are so many characters of them. */
const CHUNK = 64 * 1024;
/** So many chunks wait at most. */
const MOST_CHUNKS = 64;

/** Lines that are handed over together. */
interface Chunk {
  text: string;
  count: number;
  /** Lines that were lost before the first of these. */
  readonly lost: number;
}

/**
 * Makes the lines of connections that have ended, and keeps them until they are asked for. What finds no room is lost
 * and counted: the relay never waits for the log.
 */
export class ConnectionLog {
  #logging: Logging | undefined;
  #lineOf: LineOf | undefined;
  #chunks: Chunk[] = [];
  #lost = 0;
  #asked: ((lines: LoggedLines) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Logs in this way from now on, and resolves with lines as soon as a few have come together. A call that comes before
   * that takes over: the earlier one gets what is there. Without `logging` nothing is logged any more, and the rest is
   * told at once.
   */
  ask(logging: Logging | undefined): Promise<LoggedLines> {
    if (this.#asked) this.#answer(this.#rest());
    if (logging?.format !== this.#logging?.format) this.#lineOf = logging && lineMaker(logging.format);
    this.#logging = logging;
    if (!logging) return Promise.resolve(this.#rest());
    return new Promise((resolve) => {
      this.#asked = resolve;
      this.#look();
    });
  }

  /** Adds the line of a connection that has ended, unless those of its entry are not logged. */
  add(ended: EndedConnection | Later<EndedConnection>, entry: RelayEntry): void {
    const lineOf = this.#lineOf;
    if (lineOf === undefined || !(entry.log ?? this.#logging?.entries === 'all')) return;
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || chunk.text.length >= CHUNK) {
      if (this.#chunks.length >= MOST_CHUNKS) {
        this.#lost += 1;
        return;
      }
      chunk = { text: '', count: 0, lost: this.#lost };
      this.#lost = 0;
      this.#chunks.push(chunk);
    }
    chunk.text += lineOf(made(ended), entry);
    chunk.count += 1;
    if (this.#asked && (this.#timer === undefined || chunk.text.length >= CHUNK)) this.#look();
  }

  /** Hands a chunk over now where it is full, or after a while. */
  #look(): void {
    const [chunk] = this.#chunks;
    if (!chunk) return;
    if (chunk.text.length >= CHUNK) this.#hand();
    else this.#timer ??= setTimeout(() => this.#hand(), FLUSH_MS).unref();
  }

  #hand(): void {
    const chunk = this.#chunks.shift();
    if (chunk) this.#answer(chunk);
  }

  #answer(lines: LoggedLines): void {
    const asked = this.#asked;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = undefined;
    asked?.(lines);
  }

  /** Everything that is there. */
  #rest(): LoggedLines {
    const chunks = this.#chunks;
    this.#chunks = [];
    const lost = chunks.reduce((sum, chunk) => sum + chunk.lost, this.#lost);
    this.#lost = 0;
    return {
      text: chunks.map(({ text }) => text).join(''),
      count: chunks.reduce((sum, { count }) => sum + count, 0),
      lost,
    };
  }
}
