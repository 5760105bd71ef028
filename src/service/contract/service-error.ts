/** A fault between a front end and the service; `message` is a sentence for people. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: 'unreachable' | 'version' | 'start' | 'elevation' | 'storage' | 'busy' | 'protocol';

  constructor(code: ServiceError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
