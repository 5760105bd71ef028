import { expect, test } from 'vitest';
import { sandbox, until } from './sandbox.ts';
import { closed, talk, target } from './target.ts';
import { entryAt, ownAddress } from './values.ts';

test.each(['service', 'embedded'] as const)(
  'connections are listed and ended one by one or by entry: %s',
  async (mode) => {
    const box = sandbox();
    const address = ownAddress();
    const backend = box.backend(mode);
    const connectPort = await target();
    for (const port of [8001, 8002]) {
      await backend.change({ op: 'add', values: { ...entryAt(address, port), connectPort } });
    }
    const [one, two, three] = [
      await talk(8001, address),
      await talk(8002, address),
      await talk(8002, address),
    ];
    await until(async () => (await backend.connections()).length === 3);
    const [first] = await backend.connections();
    expect(first).toMatchObject({ entry: `v4tov4 ${address} 8001`, bytesUp: 5, bytesDown: 5, phase: 'data' });

    expect(await box.backend('check').kill({ entry: `v4tov4 ${address} 8002` })).toBe(2);
    expect(await backend.kill({ id: 999_999 })).toBe(0);
    expect(await backend.kill({ id: first!.id })).toBe(1);
    await closed(one);
    expect(await backend.kill({ entry: `v4tov4 ${address} 8002`, client: '127.0.0.1' })).toBe(2);
    await Promise.all([closed(two), closed(three)]);
    expect(await backend.connections()).toEqual([]);
  },
);

test('without a service there is nothing to end, and none is started', async () => {
  const box = sandbox();
  expect(await box.backend().kill({ client: '127.0.0.1' })).toBe(0);
  expect(await box.status()).toMatchObject({ running: false });
});
