import type { CodeAt } from '../errors/errors.ts';

/** Why a fleet did not do what it was asked for; `message` is a sentence for people, without any secret. */
export class FleetFault extends Error {
  override readonly name = 'FleetFault';
  readonly code: CodeAt<'change'> & CodeAt<'commit'>;

  constructor(code: FleetFault['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
