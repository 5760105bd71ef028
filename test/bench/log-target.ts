/**
 * A relay of one entry that logs its connections, for measuring: `log-target.ts LISTEN CONNECT FORMAT FILE`, the first two
 * as address:port. Stays in the foreground until it is told to end.
 */
import { createRelay } from '../../src/relay/create.ts';
import type { Logging } from '../../src/relay/log/logging.ts';
import { LOG_DEFAULTS } from '../../src/service/contract/log-setting.ts';
import { ConnectionLog } from '../../src/service/log/connection-log.ts';
import { entry } from '../relay/support/entries.ts';

const [listen, connect, format, file] = process.argv.slice(2);
if (listen === undefined || connect === undefined || file === undefined) {
  throw new Error(
    'Usage: log-target.ts LISTEN CONNECT text|json FILE, such as 127.0.0.1:7001 127.0.0.1:7002 text x.log',
  );
}
const relay = await createRelay();
relay.onEvent(({ text }) => console.error(text));
new ConnectionLog({
  logged: (logging: Logging | undefined) => relay.logged(logging),
  setting: { ...LOG_DEFAULTS, file, format: format === 'json' ? 'json' : 'text' },
  isTaken: () => false,
  save: () => {},
  onNotice: (text) => console.error(text),
}).start();
await relay.apply({ put: [entry({ listen, connect })], remove: [] });
