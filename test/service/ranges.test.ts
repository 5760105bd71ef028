import { expect, test } from 'vitest';
import { sandbox, until } from './sandbox.ts';
import { talk, target } from './target.ts';
import { add, ownAddress } from './values.ts';

test('a range beyond the descriptors of the service is stored and held, and says so; others go on', async () => {
  const box = sandbox();
  await box.foreground({}, ['sh', '-c', 'ulimit -n 400; exec "$@"', 'sh']);
  const backend = box.backend();
  const address = ownAddress();
  const side = { family: 'v4tov4', listenAddress: address } as const;
  const connectPort = await target();
  const range = { ...side, listenPort: '7000-7999', connectAddress: '127.0.0.1', connectPort };
  expect(await backend.change({ op: 'add', values: range })).toEqual({
    kind: 'done',
    notices: [
      expect.stringMatching(
        /7000-7999 is not listening: It needs 1000 listening sockets; of the \d+ that this process may use for that, \d+ are left\.$/,
      ),
    ],
  });
  expect(await backend.entries()).toMatchObject([{ listenPort: '7000-7999', state: 'held' }]);
  expect(await backend.change(add(address, 8000))).toEqual({ kind: 'done', notices: [] });
  await backend.change({ op: 'delete', side: { ...side, listenPort: '7000-7999' } });
  const small = { ...range, listenPort: '7000-7049' };
  expect(await backend.change({ op: 'add', values: small })).toEqual({ kind: 'done', notices: [] });
  await talk(7025, address);
  await until(async () => (await backend.connections()).length === 1);
});
