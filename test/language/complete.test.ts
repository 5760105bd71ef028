import { describe, expect, test } from 'vitest';
import type { Host } from '../../contexts/host.ts';
import { interfaceContext } from '../../contexts/interface.ts';
import { portproxy } from '../../contexts/portproxy.ts';
import { root } from '../../contexts/root.ts';
import { complete } from '../../src/language/complete.ts';
import { type Facts, NO_FACTS } from '../../src/language/facts.ts';
import type { ContextPath } from '../../src/language/schema.ts';
import { entryFrom } from '../../src/portproxy/entry.ts';
import type { EntryValue } from '../../src/portproxy/values/entry-value.ts';
import { VALUES } from '../../src/portproxy/values/values.ts';

const ROOT: ContextPath<Host> = [root];
const PORTPROXY: ContextPath<Host> = [root, interfaceContext, portproxy];
const facts: Facts = {
  ...NO_FACTS,
  services: new Map(Array.from({ length: 100 }, (_, at) => [`service${at}`, at + 1])),
  addresses: [{ address: '192.0.2.7', version: 4 }],
  hosts: ['printer'],
  entries: [
    entryFrom({ family: 'v4tov4', listenPort: '8080', connectAddress: '10.0.0.5' }),
    entryFrom({ family: 'v4tov4', listenPort: '8081', listenAddress: '192.0.2.7' }),
    entryFrom({ family: 'v6tov6', listenPort: '9090', group: 'web' }),
  ],
};

/** What `|` in a line may become: the candidates' values. */
function values(marked: string, path: ContextPath<Host> = PORTPROXY): string[] {
  return found(marked, path).map((one) => one.value);
}

function found(marked: string, path: ContextPath<Host> = PORTPROXY) {
  const cursor = marked.indexOf('|');
  return complete(marked.replace('|', ''), cursor, path, facts).candidates;
}

describe('words', () => {
  test('contexts and commands, with a text each', () => {
    expect(found('inter|', ROOT)).toEqual([
      {
        value: 'interface',
        insert: 'interface',
        text: 'Port forwarding (portproxy); addresses and routes (ipv4, ipv6).',
        kind: 'context',
        closed: true,
      },
    ]);
    expect(values('interface portproxy |', ROOT)).toEqual([
      'add',
      'show',
      'set',
      'delete',
      'monitor',
      'panel',
      'kill',
      'import',
      'export',
      'reset',
      'dump',
      '?',
      'help',
    ]);
  });

  test('words of the contexts above follow, private ones do not, and ours stand last where one is begun', () => {
    expect(values('e|')).toEqual(['exit', 'export', 'explain']);
    expect(values('re|')).toEqual(['reset', 'relay']);
    expect(values('show |')).toEqual([
      'all',
      'v4tov4',
      'v4tov6',
      'v6tov4',
      'v6tov6',
      'interface',
      'alias',
      'helper',
      'mode',
      'connections',
      'groups',
      'recent',
      'statistics',
      'status',
      'changes',
      'editing',
    ]);
  });
});

describe('arguments', () => {
  test('tags that are not given yet', () => {
    expect(values('add v4tov4 |')).toEqual([
      'listenport=',
      'connectaddress=',
      'connectport=',
      'listenaddress=',
      'protocol=',
      ...VALUES.filter(({ extension }: EntryValue) => extension).map(({ tag }) => `${tag}=`),
    ]);
    expect(values('add v4tov4 80 c|')).toEqual([
      'connectaddress=',
      'connectport=',
      'comment=',
      'connecttimeout=',
      'check=',
    ]);
    expect(values('add v4tov4 listenport=80 connectaddress=x l|')).toEqual(['listenaddress=', 'log=']);
  });

  test('values after their tag, in each way to write it', () => {
    expect(values('add v4tov4 listenport=service9|')).toHaveLength(11);
    expect(values('add v4tov4 listenaddress=|')).toEqual(['*', '192.0.2.7']);
    expect(values('add v4tov4 listenaddress= 1|')).toEqual(['192.0.2.7']);
    expect(values('add v4tov4 listenaddress = |')).toEqual(['*', '192.0.2.7']);
    expect(values('add v4tov4 80 connectaddress=p|')).toEqual(['printer']);
    expect(values('add v4tov4 80 protocol=|')).toEqual(['tcp', 'udp']);
  });

  test('entries of the family for delete; choosing one gives its listen address', () => {
    expect(found('delete v4tov4 8|').map((one) => one.insert)).toEqual([
      '8080',
      '8081 listenaddress=192.0.2.7',
    ]);
    expect(values('delete v6tov6 |')).toEqual(['9090', 'listenport=', 'listenaddress=', 'protocol=']);
  });

  test('options: groups of the table, addresses of the machine, words, and examples of times and sizes', () => {
    expect(values('add v4tov4 80 group=|')).toEqual(['web']);
    expect(values('set group |')).toEqual(expect.arrayContaining(['web', 'name=', 'rate=']));
    expect(values('show status group=w|')).toEqual(['web']);
    expect(values('add v4tov4 80 sourceaddress=|')).toEqual(['192.0.2.7']);
    expect(values('add v4tov4 80 balance=r|')).toEqual(['roundrobin']);
    expect(values('set v4tov4 80 sendproxy=|')).toEqual(['none', 'v1', 'v2']);
    expect(values('set v4tov4 80 log=|')).toEqual(['yes', 'no', 'default']);
    expect(values('add v4tov4 80 idletimeout=|')).toEqual(['10s', '1m', '10m', '1h', '0']);
    expect(values('add v4tov4 80 rate=|')).toEqual(['512K', '10M', '1G', '0']);
    expect(values('add v4tov4 80 newperclient=2|')).toEqual(['20/10s']);
  });

  test('options of another protocol are not offered', () => {
    expect(values('add v4tov4 53 protocol=udp h|')).toEqual([]);
    expect(values('add v4tov4 53 protocol=u acc|')).toEqual([]);
    expect(values('add v4tov4 53 acc|')).toEqual(['acceptproxy=']);
    expect(values('add v4tov4 53 protocol=udp idle|')).toEqual(['idletimeout=']);
  });

  test('the next target behind a comma, none twice', () => {
    expect(values('add v4tov4 80 connectaddress=10.0.0.9,p|')).toEqual(['10.0.0.9,printer']);
    expect(values('add v4tov4 80 connectaddress=printer,p|')).toEqual([]);
  });
});

test('in the middle of a line the whole word is replaced', () => {
  expect(complete('int portproxy', 3, ROOT, facts).span).toEqual({ start: 0, end: 3 });
  expect(complete('interface por show', 13, ROOT, facts).span).toEqual({ start: 10, end: 13 });
  expect(complete('interface port', 12, ROOT, facts)).toMatchObject({
    span: { start: 10, end: 14 },
    prefix: 'po',
  });
});

test('nothing completes in a comment', () => {
  expect(values('# sh|')).toEqual([]);
  expect(values('rem sh|')).toEqual([]);
});

test('lines nested without end are plain words from the third on', () => {
  expect(values('explain pushd interf|', ROOT)).toEqual(['interface']);
  expect(values('explain explain explain interf|', ROOT)).toEqual([]);
  for (const word of ['explain ', 'pushd ', 'alias a ']) {
    expect(values(`${word.repeat(8000)}|`, ROOT)).toEqual([]);
  }
});

test('a line that is too long completes nothing', () => {
  const line = `show ${'x'.repeat(70_000)} `;
  expect(complete(line, line.length, ROOT, facts)).toEqual({
    span: { start: line.length, end: line.length },
    prefix: '',
    candidates: [],
  });
});
