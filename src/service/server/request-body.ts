import type { IncomingMessage } from 'node:http';
import { API_ERRORS } from '../../errors/api-errors.ts';
import { fill } from '../../errors/errors.ts';
import { MAX_BODY } from '../contract/api.ts';
import { ApiFault } from '../contract/service-error.ts';

/** Returns the body of a request as JSON, `{}` where there is none. Throws an `ApiFault`. */
export async function readJson(request: IncomingMessage, maxBody = MAX_BODY): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  // A request that is too long is still answered, so its connection stays. Without an encoding it gives buffers.
  const pieces: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of pieces) {
    size += chunk.length;
    if (size > maxBody) {
      throw new ApiFault('too-large', fill(API_ERRORS['too-large'].says.bytes, { limit: maxBody }));
    }
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new ApiFault('invalid', 'The body of the request is not valid JSON.');
  }
}
