import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nkeys } from '@nats-io/transport-node';
import { afterEach, expect, test, vi } from 'vitest';
import { removeFolder } from '../../store/remove-folder.ts';
import { tryMembership } from '../../../src/fleet/try-membership.ts';
import { add, current, join, settingOf } from './members.ts';
import { NatsServer } from './nats-server.ts';

vi.setConfig({ testTimeout: 60_000 });

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) removeFolder(folder);
});

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'netsh-keys-'));
  folders.push(made);
  return made;
}

function secret(name: string, text: string): string {
  const file = path.join(folder(), name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

const DONE = { kind: 'done', notices: [] };

test('a machine logs in with an nkey, and is refused with another one', async () => {
  const [mine, other] = [nkeys.createUser(), nkeys.createUser()];
  const server = await NatsServer.start(`authorization { users: [ { nkey: ${mine.getPublicKey()} } ] }`);
  const nkey = secret('seed', Buffer.from(mine.getSeed()).toString());
  const one = join([server], 'one', { setting: { nkey } });
  await current(one);
  expect(await one.change(add(21_001))).toEqual([DONE]);
  const wrong = secret('seed', Buffer.from(other.getSeed()).toString());
  await expect(tryMembership(settingOf([server], 'two', { nkey: wrong }))).rejects.toMatchObject({
    code: 'elevation',
    message: expect.stringContaining('refuse the account of this machine. Give user and password'),
  });
});

/** A token of NATS' accounts: claims signed by a key (https://docs.nats.io/running-a-nats-service/nats_admin/security/jwt). */
function token(
  by: ReturnType<typeof nkeys.createUser>,
  subject: ReturnType<typeof nkeys.createUser>,
  nats: object,
): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = encode({ typ: 'JWT', alg: 'ed25519-nkey' });
  const claims = encode({
    jti: 'test',
    iat: 1_700_000_000,
    iss: by.getPublicKey(),
    sub: subject.getPublicKey(),
    name: 'test',
    nats: { version: 2, ...nats },
  });
  const signed = `${head}.${claims}`;
  return `${signed}.${Buffer.from(by.sign(Buffer.from(signed))).toString('base64url')}`;
}

test('a machine logs in with a credentials file of an account that an operator signed', async () => {
  const [operator, system, account, user] = [
    nkeys.createOperator(),
    nkeys.createAccount(),
    nkeys.createAccount(),
    nkeys.createUser(),
  ];
  const no = { subs: -1, data: -1, payload: -1 };
  const limits = { ...no, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const storing = { ...limits, mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const signed = (of: typeof account, its: object): string =>
    token(operator, of, { type: 'account', limits: its });
  const server = await NatsServer.start(`
    operator: ${token(operator, operator, { type: 'operator' })}
    system_account: ${system.getPublicKey()}
    resolver: MEMORY
    resolver_preload: {
      ${system.getPublicKey()}: ${signed(system, limits)}
      ${account.getPublicKey()}: ${signed(account, storing)}
    }`);
  const jwt = token(account, user, { type: 'user', ...no, pub: {}, sub: {} });
  const seed = Buffer.from(user.getSeed()).toString();
  const credentials = secret(
    'user.creds',
    `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n\n` +
      `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
  );
  const one = join([server], 'one', { setting: { credentials } });
  await current(one);
  expect(await one.change(add(21_001))).toEqual([DONE]);
});

test('TLS takes servers of the own authority alone, and shows them the certificate of the machine', async () => {
  const at = folder();
  const openssl = (line: string): void => {
    execFileSync('openssl', line.split(' '), { cwd: at, stdio: 'ignore' });
  };
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  for (const name of ['ca', 'stranger']) {
    openssl(`req -x509 ${key} -keyout ${name}.key -out ${name}.pem -subj /CN=${name} -days 2`);
  }
  for (const name of ['server', 'machine']) {
    openssl(
      `req ${key} -keyout ${name}.key -out ${name}.csr -subj /CN=${name} -addext subjectAltName=IP:127.0.0.1`,
    );
    openssl(
      `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out ${name}.pem -days 2 -copy_extensions copy`,
    );
  }
  const file = (name: string): string => path.join(at, name);
  const server = await NatsServer.start(`tls {
    cert_file: "${file('server.pem')}", key_file: "${file('server.key')}", ca_file: "${file('ca.pem')}", verify: true
  }`);
  const own = { ca: file('ca.pem'), certificate: file('machine.pem'), key: file('machine.key') };
  const one = join([server], 'one', { setting: own });
  await current(one);
  expect(await one.change(add(21_001))).toEqual([DONE]);
  for (const [login, why] of [
    [{ ...own, ca: file('stranger.pem') }, /certificate|issuer/i],
    [{ ca: file('ca.pem') }, /certificate|TLS|closed|reset|timeout/i],
  ] as const) {
    await expect(tryMembership(settingOf([server], 'two', login))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(why),
    });
  }
});
