import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { Lesson } from '../../help/lessons/lesson.ts';
import { askName, openServers, withPorts } from '../../src/learn/servers.ts';

const LESSON: Lesson = {
  name: 'trial',
  title: 'A trial',
  about: '',
  servers: { web: {}, many: { count: 3 } },
  ports: { door: 2 },
  steps: [],
};

test('each server tells its name on a port of its own, those of a row on ports in a row', async () => {
  const { ports, close } = await openServers(LESSON);
  const port = (name: string): number => Number(ports.get(name));
  expect(await askName('127.0.0.1', port('web'))).toBe('web');
  expect(port('manyMiddle')).toBe(port('many') + 1);
  expect(port('manyLast')).toBe(port('many') + 2);
  expect(await askName('127.0.0.1', port('many'))).toBe('many');
  expect(await askName('127.0.0.1', port('manyLast'))).toBe('many3');
  expect(port('doorLast')).toBe(port('door') + 1);
  expect(withPorts('{door} {other}', ports)).toBe(`${port('door')} {other}`);
  await close();
  expect(await askName('127.0.0.1', port('web'))).toBeUndefined();
});

test('a server is closed with the connections that it has', async () => {
  const { ports, close } = await openServers(LESSON);
  const socket = connect({ host: '127.0.0.1', port: Number(ports.get('web')) });
  await once(socket, 'connect');
  const ended = once(socket.resume(), 'close');
  await close();
  await ended;
});
