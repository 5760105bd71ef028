import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isForMachine } from '../../src/fleet/chosen-machines.ts';
import { readSecret } from '../../src/fleet/secret-file.ts';
import { settingProblem } from '../../src/fleet/setting.ts';
import { temporaryFolder } from '../store/temporary.ts';

const GOOD = {
  servers: ['nats://10.0.0.1:4222'],
  fleet: 'main',
  machine: 'gw1.example',
  id: 'x',
  labels: {},
};

test.each([
  [GOOD, undefined],
  [{ ...GOOD, servers: [] }, 'Name 1 to 32 servers'],
  [{ ...GOOD, servers: ['http://10.0.0.1'] }, 'nats://HOST:PORT'],
  [{ ...GOOD, servers: ['nats://ada:secret@10.0.0.1:4222'] }, 'password=FILE'],
  [{ ...GOOD, fleet: 'a.b' }, 'name of a fleet'],
  [{ ...GOOD, machine: 'gw 1' }, 'name of a machine'],
  [{ ...GOOD, labels: { site: '' } }, 'name=value'],
  [{ ...GOOD, user: 'ada' }, 'user and password together'],
  [{ ...GOOD, nkey: '/k', credentials: '/c' }, 'one of credentials, nkey'],
  [{ ...GOOD, key: '/k' }, 'certificate and key together'],
])('%j: %s', (setting, problem) => {
  if (problem === undefined) expect(settingProblem(setting)).toBeUndefined();
  else expect(settingProblem(setting)).toContain(problem);
});

test.each([
  [undefined, true],
  ['gw1', true],
  ['GW1,other', true],
  ['gw2', false],
  ['site=berlin', true],
  ['site=berlin,role=edge', false],
  ['site=berlin,gw2', true],
])('machines=%s', (machines, isFor) => {
  const entry = {
    family: 'v4tov4',
    listenAddress: '*',
    listenPort: '80',
    connectAddress: '10.0.0.5',
    connectPort: '80',
    protocol: 'tcp',
    ...(machines !== undefined && { machines }),
  } as const;
  expect(isForMachine(entry, { name: 'gw1', labels: { site: 'Berlin' } })).toBe(isFor);
});

test.runIf(process.platform !== 'win32')('a secret that others may read is refused, and not told', () => {
  const file = join(temporaryFolder(), 'secret');
  writeFileSync(file, 'hush', { mode: 0o600 });
  expect(readSecret(file)).toBe('hush');
  chmodSync(file, 0o640);
  expect(() => readSecret(file)).toThrow('others can read it (chmod go-rwx)');
  expect(() => readSecret(file)).not.toThrow('hush');
  expect(() => readSecret(`${file}.gone`)).toThrow('does not exist');
});
