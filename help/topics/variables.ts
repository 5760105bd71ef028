import type { TopicRow } from './topic.ts';

/** The environment variables that netsh reads, for users to set. */
export const VARIABLES: readonly TopicRow[] = [
  { name: 'NETSH_HOME', text: 'Folder of the table and the control socket.' },
  { name: 'NETSH_SSH', text: 'Program to use instead of ssh (-r, set machine).' },
  { name: 'NETSH_PAGER', text: 'Program that shows output longer than the screen, as less; empty: none.' },
  { name: 'PAGER', text: 'The same, where NETSH_PAGER is not set.' },
  { name: 'LESS', text: 'Options of less. Set: less shows long output.' },
  { name: 'NETSH_PLAIN', text: '1: plain lines, as with --plain.' },
  { name: 'NETSH_TRANSPORT', text: "Sockets of the relay: native, or lent or plain for Node's." },
  { name: 'INK_SCREEN_READER', text: '1: plain lines, for every program that uses Ink.' },
  { name: 'TERM=dumb', text: 'Plain lines, for terminals without escape sequences.' },
  { name: 'NO_COLOR', text: 'Set to anything: no colours.' },
  { name: 'FORCE_COLOR', text: '0: no colours; 1, 2, 3: sixteen, 256, all.' },
  { name: 'COLORTERM', text: 'truecolor: all colours.' },
  { name: 'LC_ALL', text: 'Signs in the coding of this locale; also LC_CTYPE and LANG.' },
  { name: 'XDG_CONFIG_HOME', text: 'Where NETSH_HOME is not set: folder of the folder netsh.' },
  { name: 'XDG_RUNTIME_DIR', text: 'Folder of the control socket, where its path would be too long.' },
];
