import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { root } from '../../contexts/root.ts';
import { ALSO } from '../../help/search/also.ts';
import { helpDocuments } from '../../help/search/documents.ts';
import { answerSearch, seeAlso } from '../../help/search/results.ts';
import { LESSON_TITLES } from '../../help/lessons/titles.ts';
import { searchHelp } from '../../help/search/search.ts';

const documents = helpDocuments(root);
const found = (words: string, here?: readonly string[]) =>
  searchHelp(documents, words, here).documents.map((document) => document.words.join(' '));
const answer = (words: string, here: readonly string[] = []) =>
  answerSearch(documents, words, { here }).lines.join('\n');

describe('a search', () => {
  test.each([
    ['forward', 'help forwarding'],
    ['port forwarding', 'help forwarding'],
    ['remove', 'interface portproxy delete v4tov4'],
    ['who is connected', 'interface portproxy show connections'],
    ['list entries', 'interface portproxy show all'],
    ['delete everything', 'interface portproxy reset'],
    ['prometheus', 'help output'],
    ['port range', 'help ranges'],
    ['why does it not listen', 'help listening'],
    ['firewall', 'help firewall'],
    ['block client', 'help firewall'],
    ['haproxy', 'help moving'],
    ['ssh', 'help machines'],
    ['NETSH_HOME', 'help files'],
    ['failover', 'help targets'],
    ['health', 'help targets'],
    ['health check', 'help targets'],
    ['spread over two servers', 'help targets'],
    ['two servers', 'help targets'],
    ['load balancing', 'help targets'],
    ['load balancer', 'help targets'],
    ['round robin', 'help targets'],
    ['limit', 'help limits'],
    ['bandwidth', 'help limits'],
    ['rate limit', 'help limits'],
    ['throttle', 'help limits'],
    ['timeout', 'help limits'],
    ['mtu', 'interface ipv4 show interfaces'],
    ['neighbors', 'interface ipv4 show neighbors'],
    ['undo', 'help transactions'],
    ['shortcut', 'help keys'],
    ['remoteip', 'advfirewall firewall add rule'],
    ['connectaddress', 'interface portproxy set v4tov4'],
    ['lesson offline', 'learn offline'],
    ['first lesson', 'learn forward'],
    ['load balancing', 'help addresses'],
    ['failover', 'help addresses'],
    ['udp', 'help forwarding'],
    ['access log', 'relay set log'],
    ['maxconnections', 'interface portproxy set v4tov4'],
  ])('for %j finds %s among the first four', (words, expected) => {
    const families = found(words).map((name) => name.replaceAll(/v[46]tov[46]/g, 'v4tov4'));
    expect([...new Set(families)].slice(0, 4)).toContain(expected);
  });

  test('finds each command, context and topic by its own words, before all others', () => {
    for (const { words } of documents) {
      const name = words.join(' ');
      if (/\w/.test(name)) expect(found(name)[0], name).toBe(name);
    }
  });

  test.each([
    ['ipv6', 'help addresses'],
    ['ipv4', 'help addresses'],
    ['at once', 'help transactions'],
    ['interface ipv6', 'interface ipv6'],
  ])('for %j finds %s first', (words, expected) => expect(found(words)[0]).toBe(expected));

  test('finds each lesson, behind what it is about, and says how to take one', () => {
    expect(found('learn')).toEqual(expect.arrayContaining(LESSON_TITLES.map(({ name }) => `learn ${name}`)));
    expect(found('ranges').indexOf('help ranges')).toBeLessThan(found('ranges').indexOf('learn ranges'));
    const text = answer('learn offline', ['interface', 'portproxy']);
    expect(text).toMatch(/^ {2}learn offline +Lesson: Offline, commit and abort\.$/m);
    expect(text).toContain('To take a lesson, type its words: learn offline');
  });

  test('prefers the context that is asked from, and is no matter of case, order and endings', () => {
    expect(found('show status', ['relay'])[0]).toBe('relay show status');
    expect(found('show status', ['interface', 'portproxy'])[0]).toBe('interface portproxy show status');
    expect(found('FORWARDING Ports')).toEqual(found('ports forwarded'));
  });

  test('with a word that help does not have finds the others, and says so', () => {
    const text = answer('firewall xyzzy');
    expect(text).toContain('Nothing has "xyzzy".');
    expect(text).toContain('help firewall');
  });

  test('finds topics that only a front end has by their text', () => {
    const withKeys = helpDocuments(root, (name) => (name === 'keys' ? ['Ctrl-Y - Yanks.'] : undefined));
    expect(searchHelp(withKeys, 'yank').documents[0]?.words).toEqual(['help', 'keys']);
    expect(searchHelp(documents, 'yank').documents).toEqual([]);
  });
});

test('the words that are added to names belong to commands and contexts that exist', () => {
  const names = new Set(documents.map(({ words }) => words.join(' ')));
  expect([...ALSO.keys()].filter((name) => !names.has(name))).toEqual([]);
});

describe('the answer', () => {
  test('says what to type from here, with commands of all families in one row', () => {
    const text = answer('add entry', ['interface', 'portproxy']);
    expect(text).toMatch(/^ {2}add v4tov4 +Adds an entry that listens on IPv4 and$/m);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('Also: v4tov6, v6tov4, v6tov6.');
    expect(text).toContain('To read one, type it with ? behind: add v4tov4 ?');
  });

  test('that nothing is found is short, and names words that are near', () => {
    expect(answer('forwrd')).toBe(`
Help has nothing on "forwrd". Near: forward, forwards.
help topics lists the topics, help alone the commands.
`);
    expect(answer('xyzzy')).toBe(`
Help has nothing on "xyzzy".
help topics lists the topics, help alone the commands.
`);
  });

  test('says what else there is on a command, and not the command itself', () => {
    const words = ['interface', 'portproxy', 'monitor'];
    const lines = seeAlso(documents, 'monitor', words, { here: [] });
    expect(lines[0]).toBe('See also:');
    expect(lines.join('\n')).not.toContain('interface portproxy monitor');
    expect(seeAlso(documents, 'xyzzy', words, { here: [] })).toEqual([]);
  });

  test('to anything is bounded, and fits its width', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 64, max: 100 }), (words, width) => {
        const { lines } = answerSearch(documents, words, { here: [], width });
        const isShort = words.split(/\s/).every((word) => word.length < 20);
        if (isShort) expect(lines.length).toBeLessThan(width < 76 ? 40 : 24);
        if (isShort) for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(width + 2);
      }),
      { numRuns: 60 },
    );
    expect(answer('forward '.repeat(9000)).length).toBeLessThan(3000);
  });
});
