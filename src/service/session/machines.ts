import type { Backend } from '../contract/backend.ts';
import type { Connection } from '../bridge/remote-machine.ts';
import type { MachineKnowledge } from '../bridge/remote-facts.ts';
import type { Machine } from '../contract/ssh-destination.ts';
import { SwitchBackend } from './forwarding-backend.ts';

/** What the machines of a session are made with. */
export interface MachinesOptions {
  /** Opens a backend of this machine. */
  readonly here: (mode: 'live' | 'check') => Backend;
  /** Version of this program. */
  readonly version: () => string;
  readonly onNotice: (text: string) => void;
  /** Runs some work that may ask at the terminal; tells the work whether there is one. */
  readonly withTerminal: <T>(work: (mayAsk: boolean) => Promise<T>) => Promise<T>;
}

/** A machine that a session works on, as it is told of. */
export interface Destination {
  readonly machine: Machine;
  /** What the reader needs to know of it. */
  readonly knowledge: MachineKnowledge | undefined;
  readonly isConnected: boolean;
  /** Version of the netsh there. */
  readonly farVersion: string;
}

/** The machine that a session works on: this one, or another one by ssh. Ways once opened stay until the session ends. */
export class Machines {
  readonly #options: MachinesOptions;
  readonly #connections = new Map<string, Connection>();
  #current: Connection | undefined;
  #dryRuns = 0;

  constructor(options: MachinesOptions) {
    this.#options = options;
  }

  /** The other machine that is worked on; undefined while it is this one. */
  get current(): Destination | undefined {
    return this.#current;
  }

  /** Version of the netsh here. */
  get version(): string {
    return this.#options.version();
  }

  /** A backend that follows the session from machine to machine. */
  open(mode: 'live' | 'check'): Backend {
    const opened = new Map<Connection | undefined, Backend>();
    const current = (): Backend => {
      const known = opened.get(this.#current);
      const backend = known ?? this.#backendOf(this.#current, mode);
      opened.set(this.#current, backend);
      return backend;
    };
    return new SwitchBackend(current, async () => {
      for (const backend of opened.values()) await backend.close();
    });
  }

  /** Goes to another machine, or back to this one; rejects with a `ServiceError`, and stays, where that fails. An aborted signal ends the try. */
  async go(machine: Machine | undefined, signal?: AbortSignal): Promise<void> {
    if (!machine) {
      this.#current = undefined;
      return;
    }
    const { Connection } = await import('../bridge/remote-machine.ts');
    const { version, onNotice, withTerminal } = this.#options;
    const key = JSON.stringify([machine.user, machine.name]);
    const known = this.#connections.get(key);
    const connection = known ?? new Connection({ machine, version: version(), onNotice });
    this.#connections.set(key, connection);
    const abort = (): void => connection.close();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      if (!connection.isConnected)
        await withTerminal((mayAsk) => connection.connect(mayAsk ? 'asking' : 'telling'));
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    if (!signal?.aborted) this.#current = connection;
  }

  /** Back to where the session was, connected or not. */
  goBack(to: Destination | undefined): void {
    this.#current = [...this.#connections.values()].find((connection) => connection === to);
  }

  /** Ends every way to another machine. */
  close(): void {
    for (const connection of this.#connections.values()) connection.close();
  }

  #backendOf(connection: Connection | undefined, mode: 'live' | 'check'): Backend {
    if (!connection) return this.#options.here(mode);
    return connection.backend(mode === 'live' ? 0 : (this.#dryRuns += 1));
  }
}
