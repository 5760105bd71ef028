/**
 * Content of the log that this netsh cannot use; `message` is a sentence. It is `foreign` where no netsh wrote it so, which holds
 * for every member alike; it is to be waited for where a later netsh wrote it, where something is gone, or where it is another log.
 */
export class LogFault extends Error {
  override readonly name = 'LogFault';
  readonly isForeign: boolean;

  constructor(message: string, isForeign = false) {
    super(message);
    this.isForeign = isForeign;
  }
}

/** Returns a fault of content that no netsh wrote so. */
export function foreignFault(message: string): LogFault {
  return new LogFault(message, true);
}

/** Whether a value is a whole number from 0 on. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
