import { type Decoder, createDecoder } from '../keys/decoder.ts';
import type { Key } from '../keys/key.ts';
import type { LendTerminal } from '../../shell/front-end.ts';
import type { TerminalInput } from '../options.ts';
import type { DivertKeys } from './built-in-pager.ts';

/** The one reader of the keyboard: it owns raw mode and bracketed paste. */
export interface KeyInput {
  /** Turns raw mode and bracketed paste on; keys go to `onKeys`, all of one chunk together. */
  readonly start: (onKeys: (keys: readonly Key[]) => void, onEnd: () => void) => void;
  /** Asks the terminal who it is; resolves with its answer, or undefined after 200 ms without one. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Sends keys elsewhere until the returned function is called, which may hand keys on. */
  readonly divert: DivertKeys;
  /** Leaves the terminal to some work for as long as that takes. */
  readonly lend: LendTerminal;
  readonly isLent: () => boolean;
  /** Sets the modes again: the terminal is ours, in whatever state. */
  readonly resume: () => void;
  /** Leaves everything as it was found. May be called at any time and more than once. */
  readonly stop: () => void;
}

const PASTE_ON = '\u001B[?2004h';
const PASTE_OFF = '\u001B[?2004l';
/** What may follow an Escape may take so long, ms; after it a lone Escape is one. */
const ESCAPE_MS = 40;
/** The rest of a sequence that has begun may take so long, ms: slow lines cut anywhere. */
const SEQUENCE_MS = 2000;
/** A sequence may come so much later than its Escape, ms, before its letters are taken for typed ones. */
const LATE_MS = 500;
/** A terminal may take so long to say who it is, ms. */
const ANSWER_MS = 200;

/** Creates a reader of keys; nothing is read before `start`. */
export function createKeyInput(stdin: TerminalInput, stdout: NodeJS.WritableStream): KeyInput {
  const decoder: Decoder = createDecoder();
  let timer: NodeJS.Timeout | undefined;
  let handlers: { onKeys: (keys: readonly Key[]) => void; onEnd: () => void } | undefined;
  let isLent = false;
  let diverted: ((keys: readonly Key[]) => void) | undefined;
  let answered: ((answer: string | undefined) => void) | undefined;

  function deliver(keys: readonly Key[]): void {
    const typed = keys.filter((key) => key.kind !== 'answer');
    for (const key of keys) if (key.kind === 'answer') answered?.(key.parameters);
    if (typed.length > 0) (diverted ?? handlers?.onKeys)?.(typed);
  }

  function onData(bytes: Buffer): void {
    clearTimeout(timer);
    deliver(decoder.push(bytes));
    awaitRest();
  }

  function awaitRest(): void {
    const { pending } = decoder;
    if (pending === 'escape') {
      flushAfter(ESCAPE_MS, () => {
        if (decoder.pending !== 'nothing') flushAfter(LATE_MS);
      });
    } else if (pending === 'more') flushAfter(SEQUENCE_MS);
  }

  function flushAfter(ms: number, next?: () => void): void {
    timer = setTimeout(() => {
      deliver(decoder.flush());
      next?.();
    }, ms);
  }

  function onEnd(): void {
    handlers?.onEnd();
  }

  function pause(): void {
    if (!handlers || stdin.destroyed) return;
    stdin.off('data', onData);
    stdin.pause();
    stdin.setRawMode(false);
    stdout.write(PASTE_OFF);
  }

  function resume(): void {
    if (!handlers || stdin.destroyed) return;
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    stdout.write(PASTE_ON);
    stdin.off('data', onData).on('data', onData);
    stdin.resume();
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
      const timer = setTimeout(resolve, ANSWER_MS, undefined);
      answered = resolve;
      stdout.write(question);
      return promise.finally(() => clearTimeout(timer));
    },
    divert(onKeys) {
      diverted = onKeys;
      return (keysForTheNext) => {
        diverted = undefined;
        deliver(keysForTheNext);
      };
    },
    async lend(work) {
      pause();
      isLent = true;
      try {
        return await work();
      } finally {
        isLent = false;
        resume();
      }
    },
    isLent: () => isLent,
    resume,
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
