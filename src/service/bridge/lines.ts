import { MAX_LINE } from './messages.ts';

/** Joins the pieces that arrive to lines. */
export class LineReader {
  #begun: string[] = [];
  #length = 0;

  /** Takes a piece; returns the lines that it completes, undefined for each one longer than `MAX_LINE`. */
  push(piece: string): (string | undefined)[] {
    const [first = '', ...others] = piece.split('\n');
    this.#add(first);
    return others.map((other) => {
      const line = this.#length > MAX_LINE ? undefined : this.#begun.join('');
      this.#begun = [];
      this.#length = 0;
      this.#add(other);
      return line;
    });
  }

  /** Returns the line that has begun, as far as it is here. */
  get begun(): string {
    return this.#begun.join('');
  }

  /** Length of that line, in UTF-16 units. */
  get length(): number {
    return this.#length;
  }

  #add(text: string): void {
    this.#length += text.length;
    if (this.#length > MAX_LINE) this.#begun = [];
    else if (text !== '') this.#begun.push(text);
  }
}
