import { hostAndPort } from '../../portproxy/host-address.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { targetPort } from '../entries/target-addresses.ts';
import type { PackedSession } from '../handing-over/packed.ts';
import type { RelaySide } from '../relay.ts';
import type { Target } from '../targets/target.ts';
import type { ChoosingClient } from '../targets/target-set.ts';

/** Where the datagrams of a session go. */
export class SessionTarget {
  readonly side: RelaySide;
  readonly port: number;
  /** The target that was chosen, where the entry has a choice. */
  readonly chosen: Target | undefined;
  /** The address that is tried, or used; undefined while none is known. */
  address: string | undefined;

  constructor(side: RelaySide, port: number, chosen?: Target) {
    this.side = side;
    this.port = port;
    this.chosen = chosen;
  }

  /** The target as people write it: address (or name) and port. */
  get text(): string {
    const { host } = this.side;
    return hostAndPort(this.address ?? (host.kind === 'name' ? host.name : ''), this.port);
  }

  /** Whether it is one of the entry's, whatever that has become. */
  isOf({ spec }: EntryRecord): boolean {
    return spec.targets.some((target) => isSame(target, this.side));
  }
}

/** Returns the target that a client takes, and counts it there; undefined when all were `tried`. */
export function nextTarget(
  { spec, targets }: EntryRecord,
  listenPort: number,
  client: ChoosingClient,
  tried: readonly SessionTarget[],
): SessionTarget | undefined {
  if (targets === undefined) {
    const [side] = spec.targets;
    return tried.length > 0 ? undefined : new SessionTarget(side, targetPort(spec.listen, side, listenPort));
  }
  const known = tried.flatMap(({ chosen }) => chosen ?? []);
  const chosen = targets.choose(listenPort, client, known);
  return chosen && new SessionTarget(chosen.side, targets.portOf(chosen, listenPort), chosen);
}

/** Returns the target of a session of another process, and counts it. */
export function earlierTarget(
  { spec, targets }: EntryRecord,
  { side, port, address, isChosen }: NonNullable<PackedSession['target']>,
): SessionTarget {
  const place = typeof side === 'number' ? (spec.targets[side] ?? spec.targets[0]) : side;
  const chosen = isChosen ? targets?.targets.find((one) => one.side === place) : undefined;
  if (chosen) chosen.connections += 1;
  const target = new SessionTarget(place, port, chosen);
  target.address = address;
  return target;
}

/** Whether two targets are the same place. */
function isSame(one: RelaySide, other: RelaySide): boolean {
  return (
    one === other ||
    (one.version === other.version &&
      one.ports.from === other.ports.from &&
      one.ports.to === other.ports.to &&
      hostText(one) === hostText(other))
  );
}

function hostText({ host }: RelaySide): string {
  return host.kind === 'literal' ? host.host : host.kind === 'name' ? `name ${host.name}` : '*';
}
