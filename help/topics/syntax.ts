import type { Topic } from './topic.ts';

/** How lines are written. */
export const syntax: Topic = {
  also: [
    'tag',
    'argument',
    'position',
    'abbreviation',
    'short',
    'shorten',
    'quote',
    'parameter',
    'line',
    'context',
    'comment',
  ],
  parts: [
    'A line is made of words: those of contexts, a command, and its arguments. Case does not matter.',
    { heading: 'Contexts' },
    'A context is entered by its words and left by "..". A word is looked for in the context of the prompt first, and then in those ' +
      'above it. From the root the whole way leads to the same command:',
    {
      in: [],
      lines: [
        'interface portproxy add v4tov4 listenport=18080 connectaddress=10.0.0.5',
        'interface portproxy',
      ],
    },
    { in: ['interface', 'portproxy'], lines: ['add v4tov4 listenport=18080 connectaddress=10.0.0.5', '..'] },
    { heading: 'Arguments' },
    'Arguments have names, called tags. They come as tag=value in any order, or as bare values in the order in which help lists ' +
      'the tags. These lines say the same:',
    {
      in: ['interface', 'portproxy'],
      lines: [
        'add v4tov4 listenport=18080 connectaddress=10.0.0.5 connectport=80 listenaddress=127.0.0.1',
        'add v4tov4 18080 10.0.0.5 80 127.0.0.1',
        'add v4tov4 18080 10.0.0.5 listenaddress=127.0.0.1 connectport=80',
      ],
    },
    'Put a value with blanks in double quotes. Extensions of this shell are never positional, and listed apart in help.',
    { heading: 'Short words' },
    'Words and tags may be shortened, as long as they begin as the name does. Where several names fit, the first in the table ' +
      'counts: a line under the prompt says which, and explain tells it too.',
    { in: [], lines: ['int po add v 18080 c=10.0.0.5'] },
    { heading: 'Help' },
    {
      rows: [
        { name: '?', text: 'Alone, or behind any words: what there is, and how it is used.' },
        { name: 'Tab', text: 'In the shell: completes, and lists what fits.' },
        { name: 'help WORD', text: 'Finds commands and topics of all contexts.' },
        { name: 'explain LINE', text: 'Says word by word what a line means.' },
      ],
    },
    'A line that begins with # or rem is a comment.',
  ],
};
