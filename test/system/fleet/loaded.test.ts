import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { TestHome } from '../../program/netsh.ts';
import { NatsServer } from './nats-server.ts';

vi.setConfig({ testTimeout: 120_000 });

const DIST = path.resolve(import.meta.dirname, '../../../dist');
const HOOK = pathToFileURL(path.resolve(import.meta.dirname, '../../fixtures/loaded.mjs')).href;

const homes: TestHome[] = [];

afterEach(async () => {
  for (const home of homes.splice(0)) await home.close();
});

/** The files of the program that hold the client library of the servers. */
const LIBRARY = readdirSync(DIST, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js') && /NatsConnectionImpl|JetStreamClientImpl/.test(read(name)))
  .map((name) => path.basename(name));

function read(name: string): string {
  return readFileSync(path.join(DIST, name), 'utf8');
}

/** Runs netsh, and its service where that starts; returns which files of the library they loaded together so far. */
async function loaded(home: TestHome, ...lines: readonly string[]): Promise<readonly string[]> {
  const file = path.join(home.path, 'loaded.txt');
  writeFileSync(file, '', { flag: 'a' });
  const env = { NETSH_LOADED: file, NODE_OPTIONS: `--import=${HOOK}` };
  for (const line of lines) {
    expect(await home.netsh(line.split(' '), { env })).toMatchObject({ code: 0 });
  }
  const urls = readFileSync(file, 'utf8').split('\n');
  expect(urls.some((url) => url.includes('/dist/'))).toBe(true);
  return LIBRARY.filter((name) => urls.some((url) => url.endsWith(`/${name}`)));
}

test('only a service that is in a fleet loads the library of its servers', async () => {
  expect(LIBRARY).not.toEqual([]);
  const home = new TestHome();
  homes.push(home);
  const lines = [
    'interface portproxy add v4tov4 47213 127.0.0.1 9 127.0.0.1',
    'interface portproxy show all',
    'interface portproxy show status',
    'relay show status',
    'fleet show status',
    'interface portproxy reset',
    'dump',
  ];
  expect(await loaded(home, ...lines)).toEqual([]);
  const server = await NatsServer.start();
  // The same service loads it when it joins: what is looked for can be found.
  expect(await loaded(home, `fleet join servers=${server.url}`)).not.toEqual([]);
});
