import { LESSON_TITLES } from '../../help/lessons/titles.ts';
import type { Facts } from '../language/facts.ts';
import type { Backend } from '../service/contract/backend.ts';
import type { RemoteFacts } from '../service/bridge/remote-facts.ts';
import type { Entry } from '../portproxy/entry.ts';
import { interfaceNames, machineAddresses } from '../system/addresses.ts';
import { storedRules } from '../service/client/stored-entries.ts';
import { homePaths } from '../store/home.ts';
import { homeDirectory } from '../store/home-directory.ts';
import { systemHosts } from '../system/hosts.ts';
import { systemServices } from '../system/services.ts';
import { pathsLike } from './text.ts';

/** Reads each fact of a machine. */
export interface SystemFacts {
  readonly services: () => Facts['services'];
  readonly addresses: () => Facts['addresses'];
  readonly interfaces: () => Facts['interfaces'];
  readonly hosts: () => Facts['hosts'];
  /** Rules and policies; absent where they are not told. */
  readonly rulebook?: () => Facts['rulebook'];
}

const THIS_SYSTEM: SystemFacts = {
  services: systemServices,
  addresses: machineAddresses,
  interfaces: interfaceNames,
  hosts: () => [...systemHosts().keys()],
  rulebook: homeRulebook,
};

/** Rules on disk are those in force: each change is written before it is answered. */
function homeRulebook(): Facts['rulebook'] {
  try {
    return storedRules(homePaths(homeDirectory()), () => {});
  } catch {
    return undefined;
  }
}

/** The facts for reader and completer, each read from the system when it is first asked for. */
export class MachineFacts implements Facts {
  entries: readonly Entry[] = [];
  aliases: ReadonlyMap<string, string> = new Map();
  connections: Facts['connections'];
  machines: Facts['machines'];
  staged = 0;
  stagedEntries = 0;
  readonly lessons = LESSON_TITLES;
  readonly paths = pathsLike;
  readonly #elsewhere: () => RemoteFacts | undefined;
  readonly #system: SystemFacts;
  #services: Facts['services'] | undefined;
  #addresses: Facts['addresses'] | undefined;
  #interfaces: Facts['interfaces'] | undefined;
  #hosts: Facts['hosts'] | undefined;
  #rulebook: Facts['rulebook'];

  /** `elsewhere` returns the facts of another machine, where the session works on one. */
  constructor(elsewhere: () => RemoteFacts | undefined = () => undefined, system: SystemFacts = THIS_SYSTEM) {
    this.#elsewhere = elsewhere;
    this.#system = system;
  }

  get services(): Facts['services'] {
    return this.#elsewhere()?.services ?? (this.#services ??= this.#system.services());
  }

  get addresses(): Facts['addresses'] {
    return this.#elsewhere()?.addresses ?? (this.#addresses ??= this.#system.addresses());
  }

  get interfaces(): Facts['interfaces'] {
    return this.#elsewhere() ? [] : (this.#interfaces ??= this.#system.interfaces());
  }

  get hosts(): Facts['hosts'] {
    return this.#elsewhere()?.hosts ?? (this.#hosts ??= this.#system.hosts());
  }

  get rulebook(): Facts['rulebook'] {
    return (this.#rulebook ??= this.#elsewhere() ? undefined : this.#system.rulebook?.());
  }

  set rulebook(rulebook: Facts['rulebook']) {
    this.#rulebook = rulebook;
  }

  /** Forgets the facts that change while a shell is open. */
  forget(): void {
    this.#addresses = undefined;
    this.#interfaces = undefined;
    this.#hosts = undefined;
    this.#rulebook = undefined;
  }
}

/** Returns the machines of a fleet; undefined where it does not tell. */
export async function fleetMachines(backend: Pick<Backend, 'fleet'>): Promise<Facts['machines']> {
  return await backend.fleet().then(
    ({ machines }) => machines,
    () => undefined,
  );
}
