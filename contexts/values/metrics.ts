import type { ValueType } from '../../src/language/schema.ts';
import { isLoopback } from '../../src/portproxy/host-address.ts';
import { METRICS_DEFAULT } from '../../src/service/contract/metrics-setting.ts';

/** An address of the loopback interface. */
export const loopbackAddress: ValueType<string> = {
  usage: '<loopback address>',
  accepts: 'a loopback address: 127.0.0.1, another of 127.0.0.0/8, or ::1',
  parse(text) {
    const address = text.replace(/^\[(.*)\]$/, '$1');
    return isLoopback(address)
      ? { ok: true, value: address }
      : {
          ok: false,
          reason:
            'Whoever can connect can read the metrics. Use a loopback address: 127.0.0.1, another of 127.0.0.0/8, ' +
            'or ::1.',
        };
  },
  suggest: () => ['127.0.0.1', '::1'].map((value) => ({ value, text: 'Only this machine' })),
};

/** The number of one TCP port. */
export const portNumber: ValueType<number> = {
  usage: '<integer>',
  accepts: 'a number from 1 to 65535',
  parse(text) {
    const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    return value >= 1 && value <= 65_535
      ? { ok: true, value }
      : { ok: false, reason: 'Use a number from 1 to 65535.' };
  },
  suggest: () => [{ value: String(METRICS_DEFAULT.port), text: 'The usual port' }],
};
