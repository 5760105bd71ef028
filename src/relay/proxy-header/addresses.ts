/** One end of a connection, as a header of the PROXY protocol tells it. */
export interface ProxiedEnd {
  /** An IPv4 or IPv6 address; in what is read, spelled as `canonicalHost` does and without a zone. */
  readonly address: string;
  readonly port: number;
}

/** The addresses of a connection that a proxy has passed on. */
export interface ProxiedAddresses {
  /** The client. */
  readonly source: ProxiedEnd;
  /** The address to which the client connected. */
  readonly destination: ProxiedEnd;
}

/** The twelve bytes with which a header of version 2 begins. */
export const SIGNATURE: Uint8Array = Uint8Array.of(13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10);

/** Bytes of a header of version 2 before its addresses: signature, version and command, family and transport, length. */
export const FIXED_BYTES = 16;

/** Bytes of the two addresses and ports of version 2, by the address family (the upper four bits of the 14th byte). */
export const ADDRESS_BYTES: Readonly<Record<number, number>> = { 1: 12, 2: 36, 3: 216 };
