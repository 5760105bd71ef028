import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AF_UNIX, NONBLOCK_CLOEXEC, SOCK_DGRAM, loadLibc } from '../../../src/relay/native/libc.ts';
import { openNotifySocket } from '../../../src/relay/native/notify-socket.ts';

const libc = loadLibc();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Returns a socket that takes datagrams at an address, and what it has got. */
function receiver(name: string): { fd: number; next: () => string | undefined } {
  const address = Buffer.allocUnsafeSlow(112).fill(0);
  address.writeUInt16LE(AF_UNIX, 0);
  const bytes = 2 + address.write(name.replace(/^@/, '\0'), 2);
  const fd = libc!.socket(AF_UNIX, SOCK_DGRAM | NONBLOCK_CLOEXEC, 0);
  expect(libc!.bind(fd, address, bytes)).toBe(0);
  const buffer = Buffer.allocUnsafeSlow(4_096);
  return {
    fd,
    next() {
      const count = libc!.recv(fd, buffer, buffer.length, 0);
      return count < 0 ? undefined : buffer.toString('utf8', 0, count);
    },
  };
}

test.runIf(libc)('what is told arrives as it is, also after memory was tidied', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (const name of [path.join(folder, 'notify'), `@netsh-test-${process.pid}`]) {
    const manager = receiver(name);
    const socket = openNotifySocket(libc!, name)!;
    for (let turn = 0; turn < 5; turn += 1) {
      collect();
      // Takes the places of what was freed.
      const others = Array.from({ length: 2_000 }, () => Buffer.allocUnsafeSlow(112).fill(0xff));
      expect(socket.send(`WATCHDOG=1\nSTATUS=${turn}`)).toBe('sent');
      expect(manager.next()).toBe(`WATCHDOG=1\nSTATUS=${turn}`);
      expect(others).toHaveLength(2_000);
    }
    socket.close();
    libc!.close(manager.fd);
  }
});

test.runIf(libc)('a manager that is gone is no fault, and one without room is told later', () => {
  const name = path.join(folder, 'notify');
  const manager = receiver(name);
  const socket = openNotifySocket(libc!, name)!;
  let sent = 0;
  while (socket.send('WATCHDOG=1') === 'sent') sent += 1;
  expect(sent).toBeGreaterThan(0);
  expect(socket.send('WATCHDOG=1')).toBe('full');
  expect(manager.next()).toBe('WATCHDOG=1');
  expect(socket.send('WATCHDOG=1')).toBe('sent');
  libc!.close(manager.fd);
  expect(socket.send('WATCHDOG=1')).toBe('failed');
  socket.close();
});
