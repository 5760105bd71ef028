import type { FrontEnd } from '../shell/front-end.ts';

/** A front end that keeps blank lines back until something stands behind them. */
interface HeldBlanks {
  readonly front: FrontEnd;
  /** Writes the blank lines that are held, where nothing of ours follows them. */
  readonly flush: () => void;
}

/** Returns a front end in front of another one, so that as many blank lines as one likes can end the output of a command. */
export function holdBlanks(front: FrontEnd): HeldBlanks {
  let held = '';
  let flush: (() => void) | undefined;
  // A line that was begun is ended at once; only what stands behind its end is a blank line.
  let isLineBegun = false;
  const hold = (text: string, write: (text: string) => void): void => {
    const [blanks = ''] = /\n*$/.exec(text) ?? [];
    const body = text.slice(0, text.length - blanks.length);
    if (body === '' && !isLineBegun) held += blanks;
    else {
      write(held + body + blanks.slice(0, 1));
      held = blanks.slice(1);
      isLineBegun = blanks === '';
    }
    flush = () => {
      if (held !== '') write(held);
      held = '';
    };
  };
  return {
    front: {
      ...front,
      out: (text) => hold(text, (all) => front.out(all)),
      err: (text) => hold(text, (all) => front.err(all)),
      ...(front.outError && { outError: (text: string) => hold(text, (all) => front.outError?.(all)) }),
    },
    flush: () => flush?.(),
  };
}
