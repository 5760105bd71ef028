import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { removeFolder } from '../../store/remove-folder.ts';
import { tryMembership } from '../../../src/fleet/try-membership.ts';
import type { FleetSetting } from '../../../src/fleet/setting.ts';
import { add, current, join, settingOf } from './members.ts';
import { NatsServer } from './nats-server.ts';

vi.setConfig({ testTimeout: 60_000 });

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) removeFolder(folder);
});

/** A file with a secret, which its owner alone may read. */
function secret(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'netsh-secret-'));
  folders.push(folder);
  const file = path.join(folder, 'secret');
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** How a machine logs in as a user whose password is its name. */
function as(user: string): Partial<FleetSetting> {
  return { user, password: secret(user) };
}

const ACCOUNTS = `authorization { users: [
  { user: writer, password: writer }
  { user: reader, password: reader, permissions: {
    publish: ["$JS.API.>", "netsh.test.machine.*", "netsh.test.clock"], subscribe: "_INBOX.>"
  } }
  { user: nobody, password: nobody, permissions: { publish: ["other.>"], subscribe: "_INBOX.>" } }
  { user: deaf, password: deaf, permissions: { publish: ">", subscribe: "other.>" } }
] }`;

/** Runs something, and returns its error and how long it took, in ms. */
async function failing(run: () => Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const began = performance.now();
  const error = await run().then(
    (value) => ({ value }),
    (caught: unknown) => caught,
  );
  return { error, ms: performance.now() - began };
}

test('an account that may not write is told at once that it may only read', async () => {
  const server = await NatsServer.start(ACCOUNTS);
  const writer = join([server], 'one', { setting: as('writer') });
  const reader = join([server], 'two', { setting: as('reader') });
  await Promise.all([current(writer), current(reader)]);
  await writer.change(add(21_001));
  await current(reader, 1);
  for (const run of [
    () => reader.change(add(21_002)),
    () => Promise.all([reader.change(add(21_003)), reader.change(add(21_004))]),
    () => reader.member.undo(1, {}, 'ada'),
  ]) {
    const { error, ms } = await failing(run);
    // It is the servers' answer, not a time that ran out.
    expect(error).toMatchObject({
      code: 'elevation',
      message: 'The account of this machine may only read the fleet: its servers do not permit changes.',
    });
    expect(ms).toBeLessThan(1_900);
  }
});

test.each([
  ['a wrong password', { user: 'writer', password: 'x' }, '.'],
  ['no password', undefined, '.'],
  [
    'an account that may ask nothing',
    { user: 'nobody', password: 'nobody' },
    ': it may not publish on $JS.API.STREAM.INFO.netsh-test-log.',
  ],
  ['an account that hears nothing', { user: 'deaf', password: 'deaf' }, ': it may not subscribe to _INBOX.'],
])('%s is refused at joining, soon and clearly', async (_, account, why) => {
  const server = await NatsServer.start(ACCOUNTS);
  const login = account && { user: account.user, password: secret(account.password) };
  const { error, ms } = await failing(() => tryMembership(settingOf([server], 'one', login)));
  expect(error).toMatchObject({
    code: 'elevation',
    message: expect.stringContaining(`The servers ${server.url} refuse the account of this machine${why}`),
  });
  expect(ms).toBeLessThan(4_000);
});

test('an account that is taken away while a machine is a member is named as the reason, and it comes back by itself', async () => {
  const server = await NatsServer.start(ACCOUNTS);
  const one = join([server], 'one', { setting: as('writer') });
  await current(one);
  await one.change(add(21_001));
  await server.restart('authorization { users: [ { user: other, password: other } ] }');
  const reason = `The servers ${server.url} refuse the account of this machine. Give user and password, credentials or nkey.`;
  await expect.poll(() => one.member.link, { timeout: 15_000 }).toMatchObject({ kind: 'away', reason });
  expect(one.member.table.size).toBe(1);
  expect(one.notices.filter((text) => text.includes('refuse'))).toHaveLength(1);
  await server.restart(ACCOUNTS);
  await current(one, 1);
});
