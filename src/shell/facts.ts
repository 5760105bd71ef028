import type { Facts } from '../language/facts.ts';
import type { RemoteFacts } from '../service/bridge/remote-facts.ts';
import type { Entry } from '../portproxy/entry.ts';
import { interfaceNames, machineAddresses } from '../system/addresses.ts';
import { systemHosts } from '../system/hosts.ts';
import { systemServices } from '../system/services.ts';
import { pathsLike } from './text.ts';

/** What the reader and the completer need to know, each fact read from the system when it is first asked for. */
export class MachineFacts implements Facts {
  entries: readonly Entry[] = [];
  aliases: ReadonlyMap<string, string> = new Map();
  staged = 0;
  readonly paths = pathsLike;
  readonly #elsewhere: () => RemoteFacts | undefined;
  #services: Facts['services'] | undefined;
  #addresses: Facts['addresses'] | undefined;
  #interfaces: Facts['interfaces'] | undefined;
  #hosts: Facts['hosts'] | undefined;

  /** `elsewhere` tells of the other machine that is worked on, where there is one. */
  constructor(elsewhere: () => RemoteFacts | undefined) {
    this.#elsewhere = elsewhere;
  }

  get services(): Facts['services'] {
    return this.#elsewhere()?.services ?? (this.#services ??= systemServices());
  }

  get addresses(): Facts['addresses'] {
    return this.#elsewhere()?.addresses ?? (this.#addresses ??= machineAddresses());
  }

  get interfaces(): Facts['interfaces'] {
    return this.#elsewhere() ? [] : (this.#interfaces ??= interfaceNames());
  }

  get hosts(): Facts['hosts'] {
    return this.#elsewhere()?.hosts ?? (this.#hosts ??= [...systemHosts().keys()]);
  }

  /** Forgets the facts that change while a shell is open. */
  forget(): void {
    this.#addresses = undefined;
    this.#interfaces = undefined;
    this.#hosts = undefined;
  }
}
