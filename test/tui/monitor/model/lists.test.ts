import { expect, test } from 'vitest';
import { HeadlessMonitor } from '../fixtures/headless-monitor.ts';
import { START, THREE, connection, snapshot } from '../fixtures/scene.ts';

/** The clients of the rows of connections, from top to bottom. */
function clients(monitor: HeadlessMonitor): string[] {
  return monitor.lines.flatMap((line) => /198\.51\.100\.\d/.exec(line) ?? []);
}

test('connections of a fleet stand oldest first, whichever machine was heard first', () => {
  const [of] = THREE;
  const rows = [
    { machine: 'gw2', client: '198.51.100.3:1', startedAt: START - 1_000 },
    { machine: 'gw2', client: '198.51.100.1:1', startedAt: START - 3_000 },
    { machine: 'gw1', client: '198.51.100.2:1', startedAt: START - 2_000 },
  ];
  const connections = rows.map((row, at) => connection(at + 1, of!, row));
  const monitor = new HeadlessMonitor({}, snapshot(START, THREE, connections));
  expect(clients(monitor)).toEqual(['198.51.100.1', '198.51.100.2', '198.51.100.3']);
});
