import { DescriptorMessage, MOST_DESCRIPTORS } from './descriptor-message.ts';
import { AF_UNIX, type Libc, NONBLOCK_CLOEXEC, SOCK_SEQPACKET } from './libc.ts';

/** Copies of closed descriptors that may lie there beside as many of open ones. */
const SPARE = 256;
/** What a message says beside its descriptors, for one without bytes is none; and room for any. */
const MARK = Buffer.from('.');
const BYTES = 128;

/**
 * Descriptors that lie in the queue of a pair of sockets as messages (unix(7), SCM_RIGHTS): they stay open as long as the
 * pair does, whoever has it. A service manager that keeps the pair so keeps all of them; of each single one it would compare
 * the new one with all before, which takes systemd minutes for ten thousand.
 */
export class ParkedDescriptors {
  /** Ends of pairs, each with its other end; what is sent into one waits at another. */
  readonly ends: readonly number[];
  readonly #libc: Libc;
  readonly #message: DescriptorMessage;
  /** Those that are to stay. */
  readonly #kept = new Set<number>();
  #sent = 0;

  constructor(libc: Libc, ends: readonly number[]) {
    this.#libc = libc;
    this.ends = ends;
    this.#message = new DescriptorMessage(libc, BYTES);
  }

  /** How many are to stay. */
  get count(): number {
    return this.#kept.size;
  }

  /** Whether a copy of a descriptor is to stay. */
  has(fd: number): boolean {
    return this.#kept.has(fd);
  }

  /** Parks copies; returns whether there was room for all. */
  park(descriptors: readonly number[]): boolean {
    for (const fd of descriptors) this.#kept.add(fd);
    return this.#send(descriptors) || this.#anew();
  }

  /** Called when a descriptor is closed; its copy goes with the next tidying. */
  closed(fd: number): void {
    if (this.#kept.delete(fd) && this.#sent > 2 * this.#kept.size + SPARE) this.#anew();
  }

  /** Takes the copy of a descriptor back at once. */
  takeBack(fd: number): void {
    if (this.#kept.delete(fd)) this.#anew();
  }

  /** Takes out all copies, as descriptors of this process. */
  takeAll(): number[] {
    const taken: number[] = [];
    for (const end of this.ends)
      for (let some = this.#take(end); some; some = this.#take(end)) taken.push(...some);
    this.#sent = 0;
    return taken;
  }

  #take(end: number): readonly number[] | undefined {
    const received = this.#message.receive(end);
    return typeof received === 'number' || received.bytes.length === 0 ? undefined : received.descriptors;
  }

  /** Parks everything anew in as few messages as possible. */
  #anew(): boolean {
    for (const fd of this.takeAll()) this.#libc.close(fd);
    return this.#send([...this.#kept]);
  }

  #send(descriptors: readonly number[]): boolean {
    for (let at = 0; at < descriptors.length; at += MOST_DESCRIPTORS) {
      const some = descriptors.slice(at, at + MOST_DESCRIPTORS);
      if (this.#message.send(this.ends[0]!, MARK, some) !== 0) return false;
      this.#sent += some.length;
    }
    return true;
  }
}

/** Opens an empty place for descriptors; undefined where the system has no room. */
export function openParkedDescriptors(libc: Libc): ParkedDescriptors | undefined {
  const ends = new Int32Array(2);
  if (libc.socketpair(AF_UNIX, SOCK_SEQPACKET | NONBLOCK_CLOEXEC, 0, ends) === -1) return undefined;
  return new ParkedDescriptors(libc, [...ends]);
}
