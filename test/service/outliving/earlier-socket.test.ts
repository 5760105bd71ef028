import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { earlierSockets, prepareEarlierSocket } from '../../../src/service/outliving/earlier-socket.ts';
import { homePaths, prepareHome } from '../../../src/store/home.ts';

function home() {
  const folder = mkdtempSync(join(tmpdir(), 'netsh-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const paths = homePaths(join(folder, 'home'));
  prepareHome(paths);
  return paths;
}

test('a socket is found, for its owner alone, until it is withdrawn', async () => {
  const paths = home();
  const socket = prepareEarlierSocket(paths)!;
  const server = createServer().listen(socket.address);
  await once(server, 'listening');
  socket.publish();
  expect(statSync(socket.address).mode & 0o777).toBe(0o600);
  expect(earlierSockets(paths)).toMatchObject([{ pid: process.pid, address: socket.address }]);
  socket.withdraw();
  expect(earlierSockets(paths)).toEqual([]);
  server.close();
});

test('on Windows a note names a pipe that nobody can guess', () => {
  const paths = home();
  const socket = prepareEarlierSocket(paths, 'win32')!;
  expect(socket.address).toMatch(/^\\\\\.\\pipe\\netsh-\d+-[0-9a-f]{32}$/);
  socket.publish();
  expect(earlierSockets(paths, 'win32')).toMatchObject([{ pid: process.pid, address: socket.address }]);
  // A note with anything else is none.
  writeFileSync(join(paths.run, 'old-1.path'), String.raw`\\elsewhere\pipe\netsh-1`);
  expect(earlierSockets(paths, 'win32')).toHaveLength(1);
  socket.withdraw();
  expect(earlierSockets(paths, 'win32')).toEqual([]);
});
