import type { IncomingMessage } from 'node:http';
import { type ApiErrorCode, MAX_BODY } from '../contract/api.ts';

/** A request that is answered with an error. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  /** The HTTP status of the answer. */
  get status(): number {
    return STATUS[this.code];
  }
}

const STATUS: Readonly<Record<ApiErrorCode, number>> = {
  invalid: 400,
  missing: 404,
  version: 404,
  method: 405,
  held: 409,
  'too-large': 413,
  fault: 500,
  stopping: 503,
};

/** The body of a request as JSON, an empty object where there is none; throws an `ApiFault`. */
export async function readJson(request: IncomingMessage, maxBody = MAX_BODY): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  // A request that is too long is still answered, so its connection stays. Without an encoding it gives buffers.
  const pieces: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of pieces) {
    size += chunk.length;
    if (size > maxBody) throw new ApiFault('too-large', `A request has at most ${maxBody} bytes.`);
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new ApiFault('invalid', 'The body of the request is no valid JSON.');
  }
}
