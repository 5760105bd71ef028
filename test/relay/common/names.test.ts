import { describe, expect, test } from 'vitest';
import { NameCache } from '../../../src/relay/common/names.ts';
import { until } from '../support/until.ts';

function failure(code = 'EAI_AGAIN'): Error {
  return Object.assign(new Error(code), { code });
}

describe('the name cache', () => {
  test('asks once for all who want a name at the same time, and not again while the answer is fresh', async () => {
    let asked = 0;
    const names = new NameCache({
      ttlMs: 60_000,
      lookup: () => {
        asked += 1;
        return Promise.resolve(['192.0.2.1']);
      },
    });
    const answers = await Promise.all([names.resolve('a', 4), names.resolve('A', 4), names.resolve('a', 4)]);
    expect(answers).toEqual([['192.0.2.1'], ['192.0.2.1'], ['192.0.2.1']]);
    expect(names.fresh('a', 4)).toEqual(['192.0.2.1']);
    await names.resolve('a', 4);
    expect(asked).toBe(1);
    await names.resolve('a', 6);
    expect(asked).toBe(2);
  });

  test('uses the last good answer while the resolver fails', async () => {
    let fails = false;
    const names = new NameCache({
      ttlMs: 1,
      lookup: () => (fails ? Promise.reject(failure()) : Promise.resolve(['192.0.2.1'])),
    });
    await names.resolve('a', 4);
    fails = true;
    await until('an old answer', () => names.fresh('a', 4) === undefined);
    expect(await names.resolve('a', 4)).toEqual(['192.0.2.1']);
  });

  test('uses the last good answer while the resolver is slow', async () => {
    const slow = Promise.withResolvers<string[]>();
    const answers = [Promise.resolve(['192.0.2.1']), slow.promise];
    const names = new NameCache({
      ttlMs: 1,
      staleAfterMs: 10,
      lookup: () => answers.shift() ?? Promise.reject(failure()),
    });
    await names.resolve('a', 4);
    await until('an old answer', () => names.fresh('a', 4) === undefined);
    expect(await names.resolve('a', 4)).toEqual(['192.0.2.1']);
    slow.resolve(['192.0.2.2']);
    await until('the new answer', () => names.last('a', 4)[0] === '192.0.2.2');
  });

  test('whoever comes while the resolver is slow does not wait anew', async () => {
    const answers = [Promise.resolve(['192.0.2.1'])];
    let asked = 0;
    const names = new NameCache({
      ttlMs: 1,
      staleAfterMs: 200,
      lookup: () => {
        asked += 1;
        return answers.shift() ?? new Promise(() => {});
      },
    });
    await names.resolve('a', 4);
    await until('an old answer', () => names.fresh('a', 4) === undefined);
    await names.resolve('a', 4);
    const begun = performance.now();
    for (let count = 0; count < 20; count += 1) expect(await names.resolve('a', 4)).toEqual(['192.0.2.1']);
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(asked).toBe(2);
  });

  test('after a failure nobody waits long for the resolver', async () => {
    const answers = [() => Promise.resolve(['192.0.2.1']), () => Promise.reject(failure())];
    const names = new NameCache({
      ttlMs: 1,
      staleAfterMs: 600_000,
      lookup: () => answers.shift()?.() ?? new Promise(() => {}),
    });
    for (let count = 0; count < 3; count += 1) {
      expect(await names.resolve('a', 4)).toEqual(['192.0.2.1']);
      const end = performance.now() + 2;
      await until('an old answer', () => performance.now() > end);
    }
    expect(answers).toEqual([]);
  });

  test('a name that never had an answer fails with the reason, and is asked for again later', async () => {
    let known = false;
    const names = new NameCache({
      ttlMs: 5,
      lookup: () => (known ? Promise.resolve(['192.0.2.1']) : Promise.reject(failure('ENOTFOUND'))),
    });
    await expect(names.resolve('a', 4)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    known = true;
    await until('the answer', () => names.resolve('a', 4).catch(() => undefined));
  });

  test('an empty answer is none', async () => {
    const names = new NameCache({ ttlMs: 5, lookup: () => Promise.resolve([]) });
    await expect(names.resolve('a', 4)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('tries the address first that answered last, as long as it belongs to the name', async () => {
    let addresses = ['192.0.2.1', '192.0.2.2'];
    const names = new NameCache({ ttlMs: 1, lookup: () => Promise.resolve(addresses) });
    await names.resolve('a', 4);
    names.prefer('a', 4, '192.0.2.2');
    expect(names.last('a', 4)).toEqual(['192.0.2.2', '192.0.2.1']);
    await until('an old answer', () => names.fresh('a', 4) === undefined);
    expect(await names.resolve('a', 4)).toEqual(['192.0.2.2', '192.0.2.1']);
    addresses = ['192.0.2.1', '192.0.2.3'];
    await until('an old answer', () => names.fresh('a', 4) === undefined);
    expect(await names.resolve('a', 4)).toEqual(['192.0.2.1', '192.0.2.3']);
  });

  test('asks for few names at once', async () => {
    let running = 0;
    let most = 0;
    const names = new NameCache({
      ttlMs: 60_000,
      async lookup() {
        running += 1;
        most = Math.max(most, running);
        await new Promise((turn) => setImmediate(turn));
        running -= 1;
        return ['192.0.2.1'];
      },
    });
    await Promise.all(Array.from({ length: 50 }, (_, index) => names.resolve(`name-${index}`, 4)));
    expect(most).toBe(2);
  });

  test('the system is asked in the version wanted', async () => {
    const names = new NameCache({ ttlMs: 1_000 });
    expect(await names.resolve('localhost', 4)).toContain('127.0.0.1');
  });
});
