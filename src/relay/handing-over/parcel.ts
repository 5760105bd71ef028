/**
 * What goes beside the plain data of a packed item: descriptors and bytes, which the data names by their places here. Those
 * of the packer stay its own.
 */
export class Parcel {
  readonly descriptors: number[];
  readonly pieces: Buffer[];

  constructor(descriptors: number[] = [], pieces: Buffer[] = []) {
    this.descriptors = descriptors;
    this.pieces = pieces;
  }

  /** Adds a descriptor; returns its place. */
  add(fd: number): number {
    return this.descriptors.push(fd) - 1;
  }

  /** Adds bytes; returns their place. */
  addBytes(bytes: Uint8Array): number {
    return this.pieces.push(Buffer.from(bytes)) - 1;
  }

  /** Returns the descriptor at a place. Throws a `LifeFault` where there is none. */
  descriptor(place: number): number {
    const fd = this.descriptors[place];
    if (fd === undefined) throw new LifeFault(`It has no descriptor ${place}.`);
    return fd;
  }

  /** Returns the bytes at a place. Throws a `LifeFault` where there are none. */
  bytes(place: number): Buffer {
    const bytes = this.pieces[place];
    if (bytes === undefined) throw new LifeFault(`It has no bytes ${place}.`);
    return bytes;
  }
}

/** What another process handed over cannot be used; the message says why, in a sentence. */
export class LifeFault extends Error {}
