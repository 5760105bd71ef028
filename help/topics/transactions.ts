import type { Topic } from './topic.ts';

/** Offline, commit and abort. */
export const transactions: Topic = {
  also: [
    'offline',
    'online',
    'commit',
    'abort',
    'stage',
    'staged',
    'mode',
    'atomic',
    'rollback',
    'undo',
    'transaction',
    'all',
    'none',
    'at once',
  ],
  parts: [
    'Offline, changes of the table are staged: show and dump tell of them, and nothing listens on them. commit makes them all, in one ' +
      'write, or none where somebody else has changed an entry of them, or one could not listen. abort discards them.',
    {
      in: [],
      lines: [
        'set mode offline',
        'interface portproxy add v4tov4 listenport=18080 connectaddress=10.0.0.5',
        'show changes',
        'commit',
        'online',
      ],
    },
    'Entries that stay keep their listeners and their connections. The prompt says how many changes are staged. Rules of advfirewall ' +
      'cannot be staged: they hold at once.',
  ],
};
