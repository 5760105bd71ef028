import { pause } from '../../async/pause.ts';
import { createRelay } from '../../relay/create.ts';
import type { LifeFacts, LifeStep } from '../../relay/handing-over/steps.ts';
import type { LivingRelay } from '../../relay/living-relay.ts';
import type { HomePaths } from '../../store/home.ts';
import { type Lock, takeLock } from '../../store/lock.ts';
import { HttpClient } from '../client/http-client.ts';
import { controlAddress } from '../contract/control-address.ts';
import { LIFE_VERSION } from '../../relay/handing-over/packed.ts';
import { earlierSockets } from '../outliving/earlier-socket.ts';
import { LeavingProcess } from '../outliving/leaving-process.ts';
import { LinkFault } from '../outliving/link.ts';
import { RelayOfAll } from '../outliving/relay-of-all.ts';
import { HAND_OVER_PATH, handOverSocket } from '../contract/hand-over.ts';
import { ServiceError } from '../contract/service-error.ts';
import { isRecord } from '../../portproxy/is-record.ts';

/** The earlier service answers within so long, ms: it finishes changes of its table first. */
const ANSWER_MS = 30_000;
/** It lets go of the home directory within so long, ms. */
const LOCK_MS = 30_000;
const LOOK_AGAIN_MS = 5;

/** The life of a service that runs, as the process sees it that takes it over. */
export interface TakenLife {
  readonly relay: RelayOfAll;
  readonly facts: LifeFacts;
  /** Takes everything over; `publish` makes clients find this process. Throws a `ServiceError` where the earlier service goes on. */
  take(publish: () => void): Promise<void>;
  /** Returns how that went, as a sentence, where it is not the earlier service that tells. */
  readonly story?: (() => string) | undefined;
}

/**
 * Asks the service of a home directory for its life; its table does not change from now on. Undefined where none runs. Throws a
 * `ServiceError` where it does not give it; it goes on then.
 */
export async function askForLife(paths: HomePaths): Promise<TakenLife | undefined> {
  const address = controlAddress(paths);
  const path = handOverSocket(paths);
  if (address === undefined || path === undefined) return undefined;
  const relay = new RelayOfAll(await createRelay());
  const isNative = relay.transport === 'native';
  const http = new HttpClient(address);
  try {
    if (isNative) await stepOf(relay, { kind: 'expect-life', path });
    const answer = await http.request({
      method: 'POST',
      path: HAND_OVER_PATH,
      body: { takes: isNative ? LIFE_VERSION : 0 },
      timeoutMs: ANSWER_MS,
    });
    if (answer === 'absent') {
      await relay.close(0);
      return undefined;
    }
    if (answer === 'lost') throw notTaken('It gives no answer.');
    if (answer.status !== 200) throw notTaken(reasonOf(answer.body));
    const leaving = leavingProcess(answer.body);
    if (leaving !== undefined) return await followLife(paths, relay, leaving);
    return {
      relay,
      facts: await stepOf(relay, { kind: 'hear-life' }),
      take: (publish) => takeLife(relay, publish),
    };
  } finally {
    http.close();
  }
}

async function takeLife(relay: LivingRelay, publish: () => void): Promise<void> {
  await stepOf(relay, { kind: 'take-life' });
  publish();
  await stepOf(relay, { kind: 'open-life' });
}

/** Takes the place of a service that outlives its listeners. */
async function followLife(paths: HomePaths, relay: RelayOfAll, pid: number): Promise<TakenLife> {
  const found = earlierSockets(paths).find((each) => each.pid === pid);
  if (!found) throw notTaken('Its socket is not found.');
  const told = async <Value>(step: () => Promise<Value>): Promise<Value> => {
    try {
      return await step();
    } catch (error) {
      throw error instanceof LinkFault ? notTaken(error.message) : error;
    }
  };
  const leaving = await told(() => LeavingProcess.connect(found.address));
  const giveUp = async (error: unknown): Promise<never> => {
    // It binds again as soon as it is alone.
    await relay.own.close(0);
    leaving.close();
    throw error;
  };
  relay.bindBy((change) => told(() => leaving.bind(relay.own, change)).catch(giveUp));
  return {
    relay,
    facts: leaving.facts,
    story: () =>
      `The listeners of process ${pid} were taken over; nobody listened for ${Math.ceil(leaving.gapMs)} ms.`,
    async take(publish) {
      await told(() => leaving.take()).catch(giveUp);
      relay.bindBy(undefined);
      publish();
      await leaving.open();
      leaving.close();
    },
  };
}

/** A lock that another process still holds. */
export class ExpectedLock implements Lock {
  readonly #path: string;
  #lock: Lock | undefined;
  #isReleased = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes it as soon as it is free; resolves to whether that was so in time. */
  async take(): Promise<boolean> {
    const until = performance.now() + LOCK_MS;
    while (!this.#isReleased && performance.now() < until) {
      this.#lock = takeLock(this.#path);
      if (this.#lock) return true;
      await pause(LOOK_AGAIN_MS);
    }
    return false;
  }

  release(): void {
    this.#isReleased = true;
    this.#lock?.release();
  }
}

async function stepOf(relay: LivingRelay, step: LifeStep): Promise<LifeFacts> {
  const { reason, facts } = await relay.life(step);
  if (reason !== undefined) throw notTaken(reason);
  return facts ?? NO_FACTS;
}

const NO_FACTS: LifeFacts = { program: '', idleExitMs: 0, watchdogMs: 0, startedAt: 0 };

/** Returns the process that leaves its listeners, where the answer says that; undefined where it hands everything over. */
function leavingProcess(body: string): number | undefined {
  const value: unknown = JSON.parse(body);
  const { leavesLife, pid } = isRecord(value) ? value : {};
  return leavesLife === true && typeof pid === 'number' ? pid : undefined;
}

function notTaken(reason: string): ServiceError {
  return new ServiceError('start', `The relay service that runs was not taken over, and goes on. ${reason}`);
}

function reasonOf(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    const error = isRecord(value) ? value['error'] : undefined;
    if (isRecord(error) && error['code'] === 'missing') return 'It is of a version that cannot hand it over.';
    if (isRecord(error) && typeof error['message'] === 'string') return error['message'];
  } catch {
    // It is told below.
  }
  return 'Its answer is not understood.';
}
