import { spanSize } from '../../portproxy/port.ts';
import { withSystemZone } from '../common/local-addresses.ts';
import type { NameCache } from '../common/names.ts';
import type { RelaySide } from '../relay.ts';
import type { Counters } from './counters.ts';

/** The entry that an answer for a name is told of. */
interface TargetOwner {
  readonly counters: Counters;
}

/** Finds the addresses of targets. */
export class TargetAddresses {
  readonly #names: NameCache;

  constructor(names: NameCache) {
    this.#names = names;
  }

  /** Returns the addresses of a target of the entry, at once where they are known. Rejects with the resolver's error. */
  of(entry: TargetOwner, { host, version }: RelaySide): readonly string[] | Promise<readonly string[]> {
    switch (host.kind) {
      case 'literal':
        return [withSystemZone(host.host)];
      case 'every':
        return [version === 4 ? '127.0.0.1' : '::1'];
      case 'name': {
        const fresh = this.#names.fresh(host.name, version);
        if (!fresh) return this.#resolve(entry, host.name, version);
        entry.counters.named('connect', this.#names.resolved(host.name, version));
        return fresh;
      }
    }
  }

  /** Notes that an address of the target answered: it is tried first from now on. */
  answered({ host, version }: RelaySide, address: string): void {
    if (host.kind === 'name') this.#names.prefer(host.name, version, address);
  }

  async #resolve(
    { counters }: TargetOwner,
    name: string,
    version: RelaySide['version'],
  ): Promise<readonly string[]> {
    const addresses = await this.#names.resolve(name, version);
    counters.named('connect', this.#names.resolved(name, version));
    return addresses;
  }
}

/** Returns the target's port for a client that came to `listenPort`: of two ranges the one at the same place. */
export function targetPort(listen: RelaySide, target: RelaySide, listenPort: number): number {
  return spanSize(target.ports) === 1
    ? target.ports.from
    : target.ports.from + (listenPort - listen.ports.from);
}
