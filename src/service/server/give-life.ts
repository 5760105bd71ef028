import type { LifeFacts } from '../../relay/handing-over/steps.ts';
import { LIFE_VERSION } from '../../relay/handing-over/packed.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import type { HomePaths } from '../../store/home.ts';
import { type HandOverAnswer, handOverSocket } from '../contract/hand-over.ts';
import { ApiFault } from '../contract/service-error.ts';
import type { OutlivingServer } from '../outliving/outliving-server.ts';
import type { RelayOfAll } from '../outliving/relay-of-all.ts';
import type { Core } from './core.ts';
import { leaveLife } from './leave-life.ts';

/** The parts of a service that hands its life over. */
export interface GivingParts {
  readonly paths: HomePaths;
  readonly core: Core;
  readonly relay: RelayOfAll;
  /** What the next process is told. */
  readonly facts: LifeFacts;
  readonly onNotice: (text: string) => void;
  /** Why it is not given, as a sentence; undefined where it may be. */
  readonly refuses?: string | undefined;
  /** Everything is with the other process, which clients find. */
  readonly given: () => void;
  /** The other process has all but the connections. Resolves when the log of connections is written here. */
  readonly left: () => Promise<void>;
  /** Clients find that process. */
  readonly opened: () => void;
  /** The last of these connections has ended. */
  readonly ended: () => void;
}

/** Hands the life of a service over to a process that asks for it, and goes on where that fails. */
export class LifeGiver {
  readonly #parts: GivingParts;
  #isGiving = false;
  #outliving: OutlivingServer | undefined;

  constructor(parts: GivingParts) {
    this.#parts = parts;
  }

  /** The end that later processes see, where this one has left its listeners to another. */
  get outliving(): OutlivingServer | undefined {
    return this.#outliving;
  }

  /**
   * Begins to hand everything over, or all but the connections where the sockets of one of both cannot be handed on; changes of the
   * table wait from now on. Rejects with an `ApiFault` where that is not possible.
   */
  async begin(body: unknown): Promise<HandOverAnswer> {
    const { core, paths, refuses } = this.#parts;
    if (refuses !== undefined) throw new ApiFault('held', refuses);
    if (this.#isGiving) throw new ApiFault('held', 'It is being handed over already.');
    const path = handOverSocket(paths);
    if (path === undefined) throw new ApiFault('held', 'Its home directory is gone.');
    this.#isGiving = true;
    const goOn = await core.hold();
    if (core.transport === 'native' && takesSockets(body)) {
      void this.#give(path, goOn);
      return { givesLife: true };
    }
    try {
      await this.#leave(goOn);
    } catch (error) {
      this.#isGiving = false;
      goOn();
      throw error;
    }
    return { leavesLife: true, pid: process.pid };
  }

  async #leave(goOn: () => void): Promise<void> {
    const { paths, relay, facts, onNotice, left, opened, ended } = this.#parts;
    const server = await leaveLife({
      paths,
      relay,
      facts,
      onNotice,
      taken: async () => {
        this.#outliving = server;
        await left();
      },
      opened,
      failed: () => {
        this.#isGiving = false;
        goOn();
      },
      ended,
    });
  }

  async #give(path: string, goOn: () => void): Promise<void> {
    const { relay, facts, onNotice, given } = this.#parts;
    const { reason, stillMs = 0 } = await relay.life({ kind: 'hand-over', path, facts });
    this.#isGiving = false;
    if (reason === undefined) {
      given();
      const ms = Math.ceil(stillMs);
      onNotice(`The relay service was handed over to another process; nothing was moved for ${ms} ms.`);
      return;
    }
    goOn();
    onNotice(`The relay service was not handed over, and goes on. ${reason}`);
  }
}

/** Whether whoever asks can take sockets over, and reads this version of their state; one that does not say can. */
function takesSockets(body: unknown): boolean {
  const takes = isRecord(body) ? body['takes'] : undefined;
  return typeof takes !== 'number' || takes >= LIFE_VERSION;
}
