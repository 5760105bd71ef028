import type { RemoteMachine } from '../bridge/remote-machine.ts';
import type { Backend } from '../contract/backend.ts';
import { noFleetText } from '../contract/fleet.ts';
import { ServiceError } from '../contract/service-error.ts';
import type { SshDestination } from '../contract/ssh-destination.ts';
import { forwardingBackend } from './forwarding-backend.ts';
import { dryRunOver } from './opening-backend.ts';

/** The name by which a session goes to the fleet of this machine. */
const FLEET = 'fleet';

/** What a session knows of a machine that is not this one; the fleet counts as one. */
export interface OtherMachine extends Pick<RemoteMachine, 'machine' | 'isConnected' | 'facts' | 'version'> {
  readonly isFleet?: true;
}

/** Options of the machines of a session. */
export interface MachinesOptions {
  /** Opens a backend of this machine. */
  readonly here: (mode: 'live' | 'check') => Backend;
  /** Version of this program. */
  readonly version: () => string;
  readonly onNotice: (text: string) => void;
  /** Whether the user can be asked at a terminal (passwords and host keys of ssh). */
  readonly mayAsk: () => boolean;
}

/** How the link to another machine is opened. */
interface GoOptions {
  readonly signal?: AbortSignal | undefined;
  readonly lend?: (<T>(work: () => Promise<T>) => Promise<T>) | undefined;
}

/** The fleet is reached by the service of this machine, whose facts are the only ones there are. */
const THE_FLEET: OtherMachine = {
  machine: { name: FLEET },
  isFleet: true,
  isConnected: true,
  facts: undefined,
  version: '',
};

const withoutLending = <T>(work: () => Promise<T>): Promise<T> => work();

/** The machine that a session works on: this one, or another one by ssh. Links stay open until the session ends. */
export class Machines {
  readonly #options: MachinesOptions;
  readonly #known = new Map<string, RemoteMachine>();
  readonly #remotes = new Map<OtherMachine, RemoteMachine>();
  #current: OtherMachine | undefined;
  #dryRuns = 0;

  constructor(options: MachinesOptions) {
    this.#options = options;
  }

  /** The other machine that is worked on; undefined while it is this one. */
  get current(): OtherMachine | undefined {
    return this.#current;
  }

  /** Version of the netsh here. */
  get version(): string {
    return this.#options.version();
  }

  /** Returns a backend that follows the session from machine to machine. */
  open(mode: 'live' | 'check'): Backend {
    const opened = new Map<OtherMachine | undefined, Backend | Promise<Backend>>();
    const current = (): Backend | Promise<Backend> => {
      const known = opened.get(this.#current);
      const backend = known ?? this.#backendOf(this.#current, mode);
      opened.set(this.#current, backend);
      return backend;
    };
    return forwardingBackend(current, async () => {
      for (const backend of opened.values()) await (await backend).close();
    });
  }

  /**
   * Goes to another machine, or back to this one. Rejects with a `ServiceError`, and stays where it was, when that fails.
   * An aborted signal ends the try; `lend` leaves the terminal to ssh, which may ask at it.
   */
  async go(to: SshDestination | undefined, { signal, lend = withoutLending }: GoOptions = {}): Promise<void> {
    if (!to) {
      this.#current = undefined;
      return;
    }
    if (to.name.toLowerCase() === FLEET && to.user === undefined) {
      await this.#checkFleet();
      this.#current = THE_FLEET;
      return;
    }
    const { RemoteMachine } = await import('../bridge/remote-machine.ts');
    const { version, onNotice, mayAsk } = this.#options;
    const key = JSON.stringify([to.user, to.name]);
    const machine = this.#known.get(key) ?? new RemoteMachine({ machine: to, version: version(), onNotice });
    this.#known.set(key, machine);
    const abort = (): void => machine.close();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      if (!machine.isConnected) await lend(() => machine.connect(mayAsk() ? 'asking' : 'telling'));
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    this.#remotes.set(machine, machine);
    if (!signal?.aborted) this.#current = machine;
  }

  /** Goes back to where the session was, connected or not. */
  goBack(to: OtherMachine | undefined): void {
    this.#current = to;
  }

  /** Ends every link to another machine. */
  close(): void {
    for (const machine of this.#known.values()) machine.close();
  }

  /** Rejects with a `ServiceError` where this machine is in no fleet. */
  async #checkFleet(): Promise<void> {
    const here = this.#options.here('live');
    try {
      if ((await here.fleet()).membership) return;
      throw new ServiceError('unreachable', noFleetText());
    } finally {
      await here.close();
    }
  }

  async #fleetBackend(mode: 'live' | 'check'): Promise<Backend> {
    const { fleetBackend } = await import('./fleet-backend.ts');
    const real = fleetBackend(this.#options.here('live'));
    return mode === 'live' ? real : dryRunOver(real);
  }

  #backendOf(machine: OtherMachine | undefined, mode: 'live' | 'check'): Backend | Promise<Backend> {
    if (!machine) return this.#options.here(mode);
    if (machine === THE_FLEET) return this.#fleetBackend(mode);
    const remote = this.#remotes.get(machine);
    if (!remote) throw new Error('A machine was not opened.');
    const on = mode === 'live' ? 0 : (this.#dryRuns += 1);
    return import('../bridge/remote-backend.ts').then(({ remoteBackend }) => remoteBackend(remote, on));
  }
}
