import { pause } from '../../async/pause.ts';
import { messageOf } from '../../errors/unknown.ts';
import { lostLine } from '../../relay/log/log-lines.ts';
import type { LogFormat, LoggedLines } from '../../relay/log/logging.ts';
import type { Lines, RotatedFile } from '../../store/rotated-file.ts';

/** So many characters wait at most for the disk. */
const MOST_WAITING = 8 * 1024 * 1024;
/** A write that failed is tried again after so long, ms. */
const RETRY_MS = 1_000;

const SLOW = 'The disk takes lines more slowly than connections end.';

interface Waiting {
  readonly text: string;
  readonly count: number;
}

/** Lines since the service started, of every writer. */
export interface LineCounts {
  /** Those that were written. */
  lines: number;
  /** Those that found no room. */
  lost: number;
}

/** The parts of a writer. */
interface WriterParts {
  readonly file: RotatedFile;
  readonly format: LogFormat;
  readonly counts: LineCounts;
  /** Lines are no longer written (the reason), or they are again. */
  readonly turned: (reason: string | undefined) => void;
}

/**
 * Writes lines in the background, in their order. Where the disk takes none they wait, and those that find no room are
 * counted; a line in the file says how many, where they would stand.
 */
export class LineWriter {
  readonly #parts: WriterParts;
  #waiting: Waiting[] = [];
  /** Characters that wait. */
  #size = 0;
  /** Lines lost since the last that was taken. */
  #missing = 0;
  #reason: string | undefined;
  #isFull = false;
  #isClosing = false;
  #shouldReopen = false;
  #running: Promise<void> | undefined;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Why lines are not written, or not as they should be; undefined where all is well. */
  get reason(): string | undefined {
    return this.#reason ?? (this.#isFull ? SLOW : undefined) ?? this.#parts.file.problem;
  }

  /** Whether lines are written. */
  get isWriting(): boolean {
    return this.#reason === undefined && !this.#isFull;
  }

  /** Takes lines to be written. */
  add({ text, count, lost }: LoggedLines): void {
    this.#lose(lost);
    if (count === 0) return;
    if (this.#size + text.length > MOST_WAITING) {
      this.#isFull = true;
      this.#lose(count);
      return;
    }
    this.#isFull = false;
    const missing = this.#missing === 0 ? '' : lostLine(this.#parts.format, Date.now(), this.#missing);
    this.#missing = 0;
    this.#waiting.push({ text: missing + text, count });
    this.#size += text.length;
    this.#run();
  }

  /** Opens the file anew before the next line: another program has put it aside. */
  reopen(): void {
    this.#shouldReopen = true;
    this.#run();
  }

  /** Writes what waits and closes the file; gives up after `limitMs`, or where the disk takes nothing. */
  async close(limitMs: number): Promise<void> {
    this.#isClosing = true;
    if (this.#missing > 0) {
      this.#waiting.push({ text: lostLine(this.#parts.format, Date.now(), this.#missing), count: 0 });
      this.#missing = 0;
    }
    this.#run();
    await Promise.race([this.#running, pause(limitMs)]);
    for (const { count } of this.#waiting) this.#parts.counts.lost += count;
    this.#waiting = [];
    await Promise.race([this.#parts.file.close(), pause(limitMs)]);
  }

  #lose(count: number): void {
    this.#parts.counts.lost += count;
    this.#missing += count;
  }

  #run(): void {
    this.#running ??= this.#writeAll().finally(() => {
      this.#running = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    for (;;) {
      if (this.#shouldReopen) {
        this.#shouldReopen = false;
        await this.#parts.file.close();
        if (!(await this.#tried(() => this.#parts.file.open()))) return;
      }
      const [next] = this.#waiting;
      if (!next) return;
      const lines: Lines = { bytes: Buffer.from(next.text), at: 0 };
      if (!(await this.#tried(() => this.#parts.file.write(lines)))) return;
      this.#waiting.shift();
      this.#size -= next.text.length;
      this.#parts.counts.lines += next.count;
    }
  }

  /** Does something with the file until it is done; returns false where the end does not wait for that. */
  async #tried(work: () => Promise<void>): Promise<boolean> {
    for (;;) {
      try {
        await work();
        this.#turn(undefined);
        return true;
      } catch (error) {
        this.#turn(messageOf(error));
      }
      if (this.#isClosing) return false;
      await pause(RETRY_MS);
    }
  }

  #turn(reason: string | undefined): void {
    if (reason === this.#reason) return;
    this.#reason = reason;
    this.#parts.turned(reason);
  }
}
