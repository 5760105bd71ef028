import { unknownFault } from '../../errors/fault.ts';
import { API_VERSION } from '../contract/api.ts';
import type { Backend } from '../contract/backend.ts';
import { ServiceError } from '../contract/service-error.ts';
import { pause } from '../../async/pause.ts';
import { ServedCalls } from './serve-calls.ts';
import { tellFacts } from './remote-facts.ts';
import { LineReader } from './lines.ts';
import { BRIDGE_VERSION, type Reply, type Request, type SentHello, parseRequest } from './messages.ts';

/** Options of the bridge's server. */
export interface BridgeOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Version of this program. */
  readonly version: string;
  /** Opens the home directory of this machine, or a dry run of it. */
  readonly open: (mode: 'live' | 'check', onNotice: (text: string) => void) => Backend;
}

/** Longest wait at the end for calls that are under way, in ms. */
const SETTLE_MS = 10_000;

/**
 * Serves a netsh on another machine: answers the calls that come in until there are no more. They go to the service of
 * this machine, which is started by the first change, or to the table file.
 */
export async function serveBridge({ input, output, version, open }: BridgeOptions): Promise<void> {
  const send = (message: SentHello | Reply): void => void output.write(`${JSON.stringify(message)}\n`);
  const calls = new ServedCalls((mode) => open(mode, (notice) => send({ notice })));
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const pending = new Set<Promise<void>>();
  const reader = new LineReader();
  output.on('error', () => end());
  input.setEncoding('utf8');
  input.on('data', (piece: string) => {
    for (const line of reader.push(piece)) {
      const request = line === undefined ? undefined : parseRequest(line);
      if (!request) return end();
      const answered = answer(calls, request).then(send);
      pending.add(answered);
      void answered.finally(() => pending.delete(answered));
    }
  });
  input.on('end', () => end());
  input.on('error', () => end());
  send({ netsh: 'bridge', bridge: BRIDGE_VERSION, api: API_VERSION, version, facts: tellFacts() });
  await ended;
  calls.endFeeds();
  await Promise.race([Promise.all(pending), pause(SETTLE_MS)]);
  await calls.close();
}

async function answer(calls: ServedCalls, request: Request): Promise<Reply> {
  const { id } = request;
  try {
    return { id, value: await calls.take(request) };
  } catch (error) {
    const { code, message } = error instanceof ServiceError ? error : unknownFault('bridge', error);
    return { id, fault: { code, message } };
  }
}
