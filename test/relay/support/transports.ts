import { nativeTransport } from '../../../src/relay/native/native-transport.ts';
import { lentStreams, plainStreams } from '../../../src/relay/streams/stream-transport.ts';
import type { TransportKind } from '../../../src/relay/transport.ts';

const native = await nativeTransport();

/** Every way of moving bytes that this machine has, the one that the relay prefers first. */
export const transports: readonly TransportKind[] = [...(native ? [native] : []), lentStreams, plainStreams];

/** The one that the relay prefers. */
export const preferred: TransportKind = transports[0]!;

export { lentStreams, plainStreams };
