import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { errorCode, messageOf } from '../../errors/unknown.ts';
import { elevationAdvice } from '../../system/privileges.ts';
import { API_HEADER } from '../contract/api.ts';
import { STOPPED_REASON } from '../contract/status.ts';
import { isRecord } from '../../portproxy/is-record.ts';

/** A service sends something every second; one that is silent for so long no longer answers; ms. */
const SILENCE_MS = 10_000;

/**
 * Asks for a path and yields the lines of the answer until the signal ends it; reads no faster than they are taken.
 * Throws when there are no more; the message is a sentence for people.
 */
export async function* feedLines(address: string, path: string, signal: AbortSignal): AsyncGenerator<string> {
  const sent = request({ socketPath: address, path, agent: false, signal, headers: { host: 'netsh' } });
  try {
    const response = await answered(sent);
    response.setEncoding('utf8');
    if (response.headers[API_HEADER] === undefined) throw new Error(foreign(address));
    if (response.statusCode !== 200) throw new Error(await refusal(response));
    yield* linesOf(piecesOf(response));
  } catch (error) {
    throw new Error(sentence(error, address), { cause: error });
  } finally {
    sent.on('error', () => {}).destroy();
  }
  throw new Error('The relay service has ended.');
}

function answered(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => sent.destroy(silent()), SILENCE_MS);
    sent.on('response', resolve).on('error', reject).end();
    sent.on('close', () => clearTimeout(timer)).on('response', () => clearTimeout(timer));
  });
}

/** Yields the text of a response as it comes; throws when it is silent for too long. */
async function* piecesOf(response: IncomingMessage): AsyncGenerator<string> {
  const texts: AsyncIterable<string> = response;
  const pieces = texts[Symbol.asyncIterator]();
  for (;;) {
    const timer = setTimeout(() => response.destroy(silent()), SILENCE_MS);
    const piece = await pieces.next().finally(() => clearTimeout(timer));
    if (piece.done) return;
    yield piece.value;
  }
}

/** Yields complete lines; the pieces of a long one are joined once. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let begun: string[] = [];
  for await (const piece of pieces) {
    const [first = '', ...others] = piece.split('\n');
    begun.push(first);
    for (const other of others) {
      yield begun.join('');
      begun = [other];
    }
  }
}

async function refusal(response: IncomingMessage): Promise<string> {
  const body: unknown = JSON.parse((await Array.fromAsync(piecesOf(response))).join(''));
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : {};
  return `The relay service refuses the request: ${String(error['message'])}`;
}

function sentence(error: unknown, address: string): string {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return STOPPED_REASON;
    case 'ECONNRESET':
    case 'EPIPE':
      return 'The relay service has ended.';
    case 'EACCES':
    case 'EPERM':
      return `The relay of this home belongs to another user: ${address} is not open to you. ${elevationAdvice()}`;
    case 'ENOTSOCK':
      return foreign(address);
    default:
      return messageOf(error);
  }
}

function silent(): Error {
  return new Error(`The relay service has not answered for ${SILENCE_MS / 1000} seconds.`);
}

function foreign(address: string): string {
  return `The program that answers at ${address} is not the relay service.`;
}
