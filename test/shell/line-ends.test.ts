import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createSink } from '../../src/cli/sink.ts';
import { withLineEnds } from '../../src/shell/line-ends.ts';
import { createOutput } from '../../src/tui/output.ts';

test.each([
  ['win32', '\r\na\r\nb\r\n'],
  ['linux', '\na\r\nb\n'],
  ['darwin', '\na\r\nb\n'],
] as const)('lines end as on %s', (platform, expected) => {
  expect(withLineEnds('\na\r\nb\n', platform)).toBe(expected);
});

test.each([
  ['win32', 'a\r\n', 'b\r\nc\r\n'],
  ['linux', 'a\n', 'b\nc\n'],
] as const)('both exits of the program write the line ends of %s', (platform, out, err) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const sink = createSink({ out: () => stdout, err: () => stderr }, platform);
  sink.out('a\n');
  sink.err('b\nc\n');
  expect([String(stdout.read()), String(stderr.read())]).toEqual([out, err]);

  const output = createOutput(stdout, stderr, undefined, platform);
  output.out('a');
  output.endLine();
  output.err('b\nc\n');
  expect([String(stdout.read()), String(stderr.read())]).toEqual([out, err]);
});
