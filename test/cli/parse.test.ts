import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../src/cli/parse.ts';

const run = (work: object, more: object = {}) => ({ kind: 'run', options: new Set(), work, ...more });

describe('the command line', () => {
  test.each([
    ['', run({ kind: 'shell' })],
    [
      'interface portproxy show all',
      run({ kind: 'command', words: ['interface', 'portproxy', 'show', 'all'] }),
    ],
    ['-f a.txt', run({ kind: 'script', path: 'a.txt' })],
    ['/F a.txt', run({ kind: 'script', path: 'a.txt' })],
    ['-c interface show mode', run({ kind: 'command', words: ['show', 'mode'] }, { context: 'interface' })],
    ['-a alias.txt -c interface', run({ kind: 'shell' }, { aliasFile: 'alias.txt', context: 'interface' })],
    ['show -f x', run({ kind: 'command', words: ['show', '-f', 'x'] })],
    ['/tmp/x', run({ kind: 'command', words: ['/tmp/x'] })],
    ['show --nope', run({ kind: 'command', words: ['show', '--nope'] })],
    [
      'show mode --help',
      run({ kind: 'command', words: ['show', 'mode', '?'] }, { options: new Set(['help']) }),
    ],
    [
      '-f a --echo --stop-on-error',
      run({ kind: 'script', path: 'a' }, { options: new Set(['echo', 'stop-on-error']) }),
    ],
    ['--json show mode', run({ kind: 'command', words: ['show', 'mode'] }, { options: new Set(['json']) })],
    ['--version', { kind: 'version' }],
    ['/?', { kind: 'help', usage: 'netsh' }],
    ['-?', { kind: 'help', usage: 'netsh' }],
    ['--help', { kind: 'help', usage: 'whole' }],
    ['?', { kind: 'help', usage: undefined }],
    ['help', { kind: 'help', usage: undefined }],
    ['-f', { kind: 'usage', message: '-f needs an argument.' }],
    ['-c', { kind: 'usage', message: '-c needs an argument.' }],
    ['-f a show', { kind: 'usage', message: 'Give a script or a command, not both.' }],
    ['-f a --nope', { kind: 'usage', message: '--nope is not an option. See netsh --help.' }],
    ['-f a -f b', { kind: 'usage', message: '-f is given twice.' }],
    ['-r host -u me show', { kind: 'run', machine: { name: 'host', user: 'me' } }],
    [
      '-r -host show',
      { kind: 'usage', message: expect.stringContaining("'-host' is not the name of a machine") },
    ],
    ['-r host --embedded', { kind: 'usage', message: 'Give -r or --embedded, not both.' }],
    ['-u me', { kind: 'usage', message: '-u needs -r.' }],
    ['-p *', { kind: 'usage', message: expect.stringContaining('-p is refused') }],
  ])('%j', (line, expected) => {
    expect(parseCommandLine(line.split(' ').filter(Boolean))).toMatchObject(expected);
  });
});
