import type { Sink } from './front-end.ts';

/** Collects text for standard output, so that a thousand blank lines are one write; errors keep their place. */
export class GatheredOutput implements Sink {
  readonly #sink: Sink;
  #text = '';

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  out(text: string): void {
    this.#text += text;
  }

  err(text: string): void {
    this.flush();
    this.#sink.err(text);
  }

  outError(text: string): void {
    this.flush();
    if (this.#sink.outError) this.#sink.outError(text);
    else this.#sink.out(text);
  }

  flush(): void {
    if (this.#text !== '') this.#sink.out(this.#text);
    this.#text = '';
  }
}
