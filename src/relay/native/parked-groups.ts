import type { Libc } from './libc.ts';
import type { OpenDescriptors } from './open-descriptors.ts';
import { ParkedDescriptors, openParkedDescriptors } from './parked-descriptors.ts';

/** So many descriptors lie in one pair: taking one back moves the others of its pair. */
const MOST_IN_GROUP = 32;

/**
 * Descriptors that lie in small pairs of sockets, which lie in a place of parked descriptors themselves: each copy can be taken
 * back at once, however many there are. Sockets for datagrams need that: a copy holds their port as long as it is open, and no
 * call makes it give that up (for a listener of TCP shutdown(2) does).
 */
export class ParkedGroups {
  readonly #libc: Libc;
  readonly #open: Pick<OpenDescriptors, 'opened' | 'closed'>;
  readonly #place: ParkedDescriptors;
  readonly #groupOf = new Map<number, ParkedDescriptors>();
  readonly #withRoom = new Set<ParkedDescriptors>();

  /** `place`: where the pairs lie. */
  constructor(libc: Libc, open: Pick<OpenDescriptors, 'opened' | 'closed'>, place: ParkedDescriptors) {
    this.#libc = libc;
    this.#open = open;
    this.#place = place;
  }

  /** Whether a copy of a descriptor is to stay. */
  has(fd: number): boolean {
    return this.#groupOf.has(fd);
  }

  /** Parks copies, as far as the system has room. */
  park(descriptors: readonly number[]): void {
    for (let at = 0; at < descriptors.length;) {
      const group = this.#groupWithRoom();
      if (!group) return;
      const some = descriptors.slice(at, at + MOST_IN_GROUP - group.count);
      at += some.length;
      group.park(some);
      for (const fd of some) this.#groupOf.set(fd, group);
      if (group.count >= MOST_IN_GROUP) this.#withRoom.delete(group);
    }
  }

  /** Takes the copy of a descriptor back, so that closing it ends it. */
  takeBack(fd: number): void {
    const group = this.#groupOf.get(fd);
    if (!group) return;
    this.#groupOf.delete(fd);
    group.takeBack(fd);
    if (group.count > 0) this.#withRoom.add(group);
    else this.#end(group);
  }

  #groupWithRoom(): ParkedDescriptors | undefined {
    const [known] = this.#withRoom;
    if (known) return known;
    const group = openParkedDescriptors(this.#libc);
    if (!group) return undefined;
    for (const end of group.ends) this.#open.opened(end);
    this.#place.park(group.ends);
    this.#withRoom.add(group);
    return group;
  }

  #end(group: ParkedDescriptors): void {
    this.#withRoom.delete(group);
    for (const end of group.ends) {
      this.#place.closed(end);
      this.#open.closed(end);
      this.#libc.close(end);
    }
  }
}
