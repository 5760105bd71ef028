import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { isCodeAt } from '../../errors/errors.ts';
import { API_VERSION } from '../contract/api.ts';
import { ServiceError } from '../contract/service-error.ts';
import { endedText, lateText, notOursText } from './ended-text.ts';
import { foreignLines, foreignText } from './foreign-text.ts';
import { LineReader } from './lines.ts';
import { type BridgeArgs, type BridgeCallName, type BridgeValue, bridgeCallOf } from './bridge-calls.ts';
import {
  BRIDGE_VERSION,
  type Hello,
  type Reply,
  hasBegun,
  hear,
  parseHello,
  parseReply,
} from './messages.ts';
import type { SshCommand } from './ssh.ts';

/** Options of a link. */
export interface LinkOptions {
  /** Name of the machine in sentences. */
  readonly machine: string;
  readonly ssh: SshCommand;
  /** ssh may ask at the terminal, and takes its Ctrl-C. */
  readonly mayAsk: boolean;
  /** Version of this program, for the sentence about another one. */
  readonly version: string;
  /** Gets sentences for standard error, of the other machine and of ssh while it connects. */
  readonly onNotice: (text: string) => void;
  /** Ends the link while it is being opened. */
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly timer: NodeJS.Timeout;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ServiceError) => void;
}

/** Longest wait for the hello, in ms: somebody who is asked for a passphrase needs time. */
const HELLO_MS = { asking: 120_000, quiet: 30_000 } as const;
/** Output that is not a message: so much of it is kept, in UTF-16 units, and more of it behind the hello ends the link. */
const MAX_FOREIGN = 16_384;
/** A message of the day is passed over up to this length, in UTF-16 units. */
const MAX_GREETING = 1024 * 1024;
/** Wait for the last output of an ssh that has ended, in ms: another program may hold its pipes open. */
const LAST_WORDS_MS = 300;

/** One run of ssh, with the bridge's server behind it. Its first fault ends it. */
export class Link {
  readonly #options: LinkOptions;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #hello = Promise.withResolvers<Hello>();
  readonly #lines = new LineReader();
  #stderr = '';
  /** The last output that was not a message, and the length of all of it since the hello, or before it. */
  #foreign = '';
  #foreignLength = 0;
  #greeted = false;
  #fault: ServiceError | undefined;
  #lastId = 0;

  private constructor(options: LinkOptions) {
    this.#options = options;
    const { command, args } = options.ssh;
    // One that asks nothing is out of reach of the terminal's Ctrl-C.
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: !options.mayAsk,
      windowsHide: true,
    });
    this.#hello.promise.catch(() => {});
    this.#listen();
  }

  /** Opens a link. Rejects with a `ServiceError` whose message says what failed, in lines. */
  static async open(options: LinkOptions): Promise<Link> {
    const link = new Link(options);
    const limit = options.mayAsk ? HELLO_MS.asking : HELLO_MS.quiet;
    const timer = setTimeout(() => link.#fail(link.#late(limit)), limit);
    const abort = (): void => link.close();
    options.signal.addEventListener('abort', abort, { once: true });
    try {
      link.#check(await link.hello);
      return link;
    } catch (error) {
      link.close();
      throw error;
    } finally {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', abort);
    }
  }

  /** The first message of the other machine. */
  get hello(): Promise<Hello> {
    return this.#hello.promise;
  }

  get isOpen(): boolean {
    return this.#fault === undefined;
  }

  /** Sends a call; rejects with the fault that is answered, or with that of the link, which then has ended. */
  async call<Name extends BridgeCallName>(
    call: Name,
    request: { readonly on: number; readonly args: BridgeArgs<Name>; readonly timeoutMs: number },
  ): Promise<BridgeValue<Name>> {
    const { on, args, timeoutMs } = request;
    const value = await new Promise<unknown>((resolve, reject) => {
      if (this.#fault) return reject(this.#fault);
      const id = (this.#lastId += 1);
      const timer = setTimeout(() => this.#fail(this.#late(timeoutMs)), timeoutMs);
      this.#waiting.set(id, { timer, resolve, reject });
      this.#child.stdin.write(`${JSON.stringify({ id, on, call, args: args ?? null })}\n`);
    });
    const read = bridgeCallOf(call).value(value);
    if (read === undefined) throw this.#notUnderstood();
    return read;
  }

  /** Ends the link at once. */
  close(): void {
    this.#fail(new ServiceError('unreachable', `The connection to ${this.#options.machine} is closed.`));
  }

  #listen(): void {
    const { stdin, stdout, stderr } = this.#child;
    stdin.on('error', () => {});
    stdout.setEncoding('utf8').on('data', (piece: string) => {
      for (const line of this.#lines.push(piece)) this.#take(line);
      if (!this.#greeted && this.#lines.length > MAX_GREETING && !hasBegun(this.#lines.begun)) this.#refuse();
    });
    stderr.setEncoding('utf8').on('data', (piece: string) => {
      this.#stderr = (this.#stderr + piece).slice(-MAX_FOREIGN);
    });
    this.#child.on('error', (notRun) => this.#ended({ code: null, signal: null, notRun }));
    this.#child.on('close', (code, signal) => this.#ended({ code, signal }));
    this.#child.on('exit', (code, signal) => {
      setTimeout(() => this.#ended({ code, signal }), LAST_WORDS_MS).unref();
    });
  }

  #take(line: string | undefined): void {
    if (this.#fault) return;
    if (line === undefined) return this.#fail(this.#notUnderstood());
    if (this.#greeted) {
      const { message, before } = hear(line, parseReply);
      if (before !== '') this.#passOver(before);
      if (message && !this.#fault) this.#answer(message);
      return;
    }
    const { message, before } = hear(line, parseHello);
    if (message) this.#greet(message);
    // A login script may greet before netsh does.
    else this.#keepForeign(before, MAX_GREETING);
  }

  #greet(hello: Hello): void {
    this.#greeted = true;
    const said = foreignText(this.#stderr);
    if (said !== '') this.#options.onNotice(said);
    this.#stderr = '';
    this.#foreign = '';
    this.#foreignLength = 0;
    this.#hello.resolve(hello);
  }

  #answer(reply: Reply): void {
    if ('notice' in reply) this.#say(reply.notice.split(/\r*\n/));
    else if ('fault' in reply) {
      this.#settle(reply.id, ({ reject }) => reject(remoteFault(reply.fault)));
    } else this.#settle(reply.id, ({ resolve }) => resolve(reply.value));
  }

  /** Shows what another program wrote between two messages, such as a broadcast to all terminals. */
  #passOver(text: string): void {
    this.#keepForeign(text, MAX_FOREIGN);
    if (!this.isOpen) return;
    this.#say(foreignLines(text));
  }

  #say(lines: readonly string[]): void {
    const { machine, onNotice } = this.#options;
    for (const line of lines) onNotice(`${machine}: ${line}`);
  }

  /** Keeps the end of what is not a message; more than `most` of it ends the link. */
  #keepForeign(text: string, most: number): void {
    this.#foreign += `${text.slice(-MAX_FOREIGN)}\n`;
    if (this.#foreign.length > 4 * MAX_FOREIGN) this.#foreign = this.#foreign.slice(-MAX_FOREIGN);
    this.#foreignLength += text.length + 1;
    if (this.#foreignLength > most) this.#refuse();
  }

  #refuse(): void {
    this.#fail(new ServiceError('protocol', notOursText(this.#options.machine, this.#heard, this.#stderr)));
  }

  /** The end of what was heard that is not a message. */
  get #heard(): string {
    return (this.#foreign + this.#lines.begun).slice(-MAX_FOREIGN);
  }

  #settle(id: number, how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    how(waiting);
  }

  #check({ bridge, api, version, facts }: Hello): void {
    if (bridge === BRIDGE_VERSION && api === API_VERSION) {
      if (!facts) throw this.#notUnderstood();
      return;
    }
    throw new ServiceError(
      'version',
      `The netsh on ${this.#options.machine} is ${version} and speaks version ${api} of the control API, version ` +
        `${bridge} of the bridge; this netsh is ${this.#options.version} and speaks ${API_VERSION} and ` +
        `${BRIDGE_VERSION}. Bring both to the same version.`,
    );
  }

  #ended(how: {
    readonly code: number | null;
    readonly signal: string | null;
    readonly notRun?: Error;
  }): void {
    const ended = { ...how, stderr: this.#stderr, foreign: this.#heard };
    this.#fail(new ServiceError('unreachable', endedText(this.#options.machine, this.#greeted, ended)));
  }

  /** Ends the link, and rejects every call that waits. Only the first fault counts. */
  #fail(fault: ServiceError): void {
    if (this.#fault) return;
    this.#fault = fault;
    this.#hello.reject(fault);
    for (const id of this.#waiting.keys()) this.#settle(id, ({ reject }) => reject(fault));
    const child = this.#child;
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    child.kill();
    child.unref();
  }

  #late(ms: number): ServiceError {
    return new ServiceError('busy', lateText(this.#options.machine, ms, this.#heard, this.#stderr));
  }

  #notUnderstood(): ServiceError {
    return new ServiceError(
      'protocol',
      `This netsh does not understand the answer of the netsh on ${this.#options.machine}.`,
    );
  }
}

function remoteFault({ code, message }: { readonly code: string; readonly message: string }): ServiceError {
  return new ServiceError(isCodeAt('service', code) ? code : 'protocol', message);
}
