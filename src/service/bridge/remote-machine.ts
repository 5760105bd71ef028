import type { Backend } from '../contract/backend.ts';
import { type MachineKnowledge, takeFacts } from './remote-facts.ts';
import { Link } from './link.ts';
import type { Machine } from '../contract/ssh-destination.ts';
import { MachineBackend } from './remote-backend.ts';
import { sshCommand } from './ssh.ts';

/** What a connection is made with. */
export interface ConnectionOptions {
  readonly machine: Machine;
  /** Version of this program. */
  readonly version: string;
  readonly onNotice: (text: string) => void;
}

/** ssh may ask at the terminal; or it may not, and what is worth a word is told; or not even that, under a live view. */
export type HowToConnect = 'asking' | 'telling' | 'silent';

/**
 * The way to another machine. A link that has ended is opened anew by the next one who needs it; only one that
 * is asked for by name lets ssh ask something at the terminal.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #opening: Promise<Link> | undefined;
  #link: Link | undefined;
  /** What was last told of the machine. */
  #knowledge: MachineKnowledge | undefined;
  #farVersion = '';
  #abort = new AbortController();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get machine(): Machine {
    return this.#options.machine;
  }

  get knowledge(): MachineKnowledge | undefined {
    return this.#knowledge;
  }

  get isConnected(): boolean {
    return this.#link?.isOpen ?? false;
  }

  /** Version of the netsh there; empty before it was connected once. */
  get farVersion(): string {
    return this.#farVersion;
  }

  /** Connects where it is not; rejects with a `ServiceError`. */
  connect(how: HowToConnect): Promise<Link> {
    if (this.#link?.isOpen) return Promise.resolve(this.#link);
    this.#opening ??= this.#open(how).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** What is worked on there: the table and its relay (0), or a dry run of that number. */
  backend(on: number): Backend {
    return new MachineBackend(this, on);
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
    this.#knowledge = takeFacts(hello.facts);
    this.#farVersion = hello.version;
    if (isAgain && how !== 'silent') onNotice(`Connected to ${machine.name} again.`);
    return link;
  }
}
