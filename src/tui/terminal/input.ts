import { type Decoder, createDecoder } from '../keys/decoder.ts';
import type { Key } from '../keys/key.ts';
import type { TerminalInput } from '../options.ts';

/** The one reader of the keyboard: it owns raw mode and bracketed paste. */
export interface KeyInput {
  /** Raw mode on, bracketed paste on; keys go to `onKeys`, all of one chunk together. */
  readonly start: (onKeys: (keys: readonly Key[]) => void, onEnd: () => void) => void;
  /** Asks the terminal who it is; undefined if it does not say so soon. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Leaves the terminal to another program for a while. */
  readonly pause: () => void;
  /** The terminal is ours again, in whatever state: sets the modes again. */
  readonly resume: () => void;
  /** Everything as it was found. May be called at any time and more than once. */
  readonly stop: () => void;
}

const PASTE_ON = '\u001B[?2004h';
const PASTE_OFF = '\u001B[?2004l';
/** How long the rest of an escape sequence may take, in ms; after it a lone Escape is one. */
const ESCAPE_MS = 40;

/** How long a terminal may take to say who it is, in ms. */
const ANSWER_MS = 200;

/** A reader of keys from a terminal. */
export function createKeyInput(stdin: TerminalInput, stdout: NodeJS.WritableStream): KeyInput {
  const decoder: Decoder = createDecoder();
  let timer: NodeJS.Timeout | undefined;
  let handlers: { onKeys: (keys: readonly Key[]) => void; onEnd: () => void } | undefined;

  let answered: ((answer: string | undefined) => void) | undefined;

  function deliver(keys: readonly Key[]): void {
    const typed = keys.filter((key) => key.kind !== 'answer');
    for (const key of keys) if (key.kind === 'answer') answered?.(key.parameters);
    if (typed.length > 0) handlers?.onKeys(typed);
  }

  function onData(bytes: Buffer): void {
    clearTimeout(timer);
    deliver(decoder.push(bytes));
    if (decoder.pending) timer = setTimeout(() => deliver(decoder.flush()), ESCAPE_MS);
  }

  function onEnd(): void {
    handlers?.onEnd();
  }

  return {
    start(onKeys, whenEnded) {
      handlers = { onKeys, onEnd: whenEnded };
      stdin.setRawMode(true);
      stdout.write(PASTE_ON);
      stdin.on('data', onData);
      stdin.on('end', onEnd);
      stdin.on('error', onEnd);
      stdin.resume();
    },
    ask(question) {
      if (!handlers) return Promise.resolve(undefined);
      const { promise, resolve } = Promise.withResolvers<string | undefined>();
      const patience = setTimeout(resolve, ANSWER_MS, undefined);
      answered = resolve;
      stdout.write(question);
      return promise.finally(() => clearTimeout(patience));
    },
    pause() {
      if (!handlers || stdin.destroyed) return;
      stdin.off('data', onData);
      stdin.pause();
      stdin.setRawMode(false);
      stdout.write(PASTE_OFF);
    },
    resume() {
      if (!handlers || stdin.destroyed) return;
      stdin.setRawMode(false);
      stdin.setRawMode(true);
      stdout.write(PASTE_ON);
      stdin.off('data', onData).on('data', onData);
      stdin.resume();
    },
    stop() {
      if (!handlers) return;
      handlers = undefined;
      clearTimeout(timer);
      stdin.off('data', onData);
      stdin.off('end', onEnd);
      // The error of a terminal that is gone comes late; it must not end the process.
      if (!stdin.destroyed) {
        stdin.setRawMode(false);
        stdin.pause();
      }
      stdout.write(PASTE_OFF);
    },
  };
}
