import type { Backend } from '../contract/backend.ts';
import type { Connection } from '../bridge/connection.ts';
import type { MachineKnowledge } from '../bridge/far-facts.ts';
import type { Machine } from '../contract/machine.ts';
import { SwitchBackend } from './switch-backend.ts';

/** What the machines of a session are made with. */
export interface MachinesOptions {
  /** Opens a backend of this machine. */
  readonly here: (mode: 'live' | 'check') => Backend;
  /** Version of this program. */
  readonly version: () => string;
  readonly onNotice: (text: string) => void;
  /** Whether the user can be asked at a terminal (passwords and host keys of ssh). */
  readonly mayAsk: () => boolean;
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

/** How the way to another machine is opened. */
interface GoOptions {
  readonly signal?: AbortSignal | undefined;
  readonly lend?: (<T>(work: () => Promise<T>) => Promise<T>) | undefined;
}

const withoutLending = <T>(work: () => Promise<T>): Promise<T> => work();

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

  /**
   * Goes to another machine, or back to this one; rejects with a `ServiceError`, and stays, where that fails. An aborted
   * signal ends the try; `lend` leaves the terminal to ssh, which may ask at it.
   */
  async go(machine: Machine | undefined, { signal, lend = withoutLending }: GoOptions = {}): Promise<void> {
    if (!machine) {
      this.#current = undefined;
      return;
    }
    const { Connection } = await import('../bridge/connection.ts');
    const { version, onNotice, mayAsk } = this.#options;
    const key = JSON.stringify([machine.user, machine.name]);
    const known = this.#connections.get(key);
    const connection = known ?? new Connection({ machine, version: version(), onNotice });
    this.#connections.set(key, connection);
    const abort = (): void => connection.close();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      if (!connection.isConnected) await lend(() => connection.connect(mayAsk() ? 'asking' : 'telling'));
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
