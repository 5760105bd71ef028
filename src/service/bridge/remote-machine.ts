import type { SshDestination } from '../contract/ssh-destination.ts';
import { Link } from './link.ts';
import type { RemoteFacts } from './remote-facts.ts';
import { sshCommand } from './ssh.ts';

/** Options of a remote machine. */
export interface RemoteMachineOptions {
  readonly machine: SshDestination;
  /** Version of this program. */
  readonly version: string;
  readonly onNotice: (text: string) => void;
}

/**
 * How to connect: `asking`: ssh may ask at the terminal; `telling`: it may not, but notices are shown; `silent`: not even
 * those, under a live view.
 */
export type HowToConnect = 'asking' | 'telling' | 'silent';

/** Another machine, reached by ssh. A link that has ended is opened again by the next call. */
export class RemoteMachine {
  readonly #options: RemoteMachineOptions;
  #opening: Promise<Link> | undefined;
  #link: Link | undefined;
  #facts: RemoteFacts | undefined;
  #version = '';
  #abort = new AbortController();

  constructor(options: RemoteMachineOptions) {
    this.#options = options;
  }

  /** How ssh is told of it. */
  get machine(): SshDestination {
    return this.#options.machine;
  }

  /** Its facts when it was connected last; undefined before. */
  get facts(): RemoteFacts | undefined {
    return this.#facts;
  }

  get isConnected(): boolean {
    return this.#link?.isOpen ?? false;
  }

  /** Version of the netsh there; empty before it was connected once. */
  get version(): string {
    return this.#version;
  }

  /** Connects where it is not connected. Rejects with a `ServiceError`. */
  connect(how: HowToConnect): Promise<Link> {
    if (this.#link?.isOpen) return Promise.resolve(this.#link);
    this.#opening ??= this.#open(how).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Ends the link, also one that is being opened. */
  close(): void {
    this.#abort.abort();
    this.#link?.close();
  }

  async #open(how: HowToConnect): Promise<Link> {
    const { machine, version, onNotice } = this.#options;
    this.#abort = new AbortController();
    const isAgain = this.#link !== undefined;
    const link = await Link.open({
      machine: machine.name,
      ssh: sshCommand(machine, how === 'asking'),
      mayAsk: how === 'asking',
      version,
      onNotice: (text) => {
        if (how !== 'silent' || this.#link?.isOpen) onNotice(text);
      },
      signal: this.#abort.signal,
    });
    const hello = await link.hello;
    this.#link = link;
    this.#facts = hello.facts;
    this.#version = hello.version;
    if (isAgain && how !== 'silent') onNotice(`Connected to ${machine.name} again.`);
    return link;
  }
}
