import { EDITINGS } from '../src/language/editing.ts';
import { command, required } from '../src/language/schema.ts';
import type { Host, NetshCommand } from './host.ts';
import { oneOf } from './values/word.ts';

/** `set editing`: chooses the keys that edit the line. */
export const setEditing: NetshCommand = command({
  name: 'editing',
  text: 'Sets the keys of the shell: those of Emacs or of vi.',
  extension: true,
  tags: { mode: required(oneOf([...EDITINGS]), 'Whose keys: emacs, or vi with its modes.') },
  remarks: [
    'Chooses the keys that edit a line in the shell, from now on and for',
    'every later shell of this user. With vi a line begins in insert mode,',
    'and Escape goes to normal mode. help keys lists the keys.',
  ],
  examples: ['set editing vi', 'set editing mode=emacs'],
  action: ({ mode }, _host: Host) => ({ kind: 'session', request: { op: 'editing', to: mode } }),
});

/** `show editing`: tells whose keys edit the line. */
export const showEditing: NetshCommand = command({
  name: 'editing',
  text: 'Shows whose keys edit the line.',
  extension: true,
  remarks: ['Shows whose keys edit a line in the shell: emacs or vi.'],
  action: () => ({ kind: 'session', request: { op: 'editing' } }),
});
