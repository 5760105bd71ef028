import { MAX_LINE } from './messages.ts';

/** Joins the pieces that arrive to lines. */
export class LineReader {
  #begun: string[] = [];
  #length = 0;

  /** Takes a piece; returns the lines that it completes. A line longer than `MAX_LINE` becomes an empty one. */
  push(piece: string): string[] {
    const [first = '', ...others] = piece.split('\n');
    this.#add(first);
    return others.map((other) => {
      const line = this.#length > MAX_LINE ? '' : this.#begun.join('');
      this.#begun = [];
      this.#length = 0;
      this.#add(other);
      return line;
    });
  }

  #add(text: string): void {
    this.#length += text.length;
    if (this.#length > MAX_LINE) this.#begun = [];
    else if (text !== '') this.#begun.push(text);
  }
}
