import type { Key } from './key.ts';

/** Ctrl-Z suspends, as everywhere, where the system can stop and continue a job; elsewhere it is undo. */
const CTRL_Z =
  process.platform === 'win32' ? { undo: ['Ctrl-Z'], suspend: [] } : { undo: [], suspend: ['Ctrl-Z'] };

/** A key binding: its command, the chords that are bound to it, and its line in the key overview. */
interface Binding {
  readonly command: string;
  readonly keys: readonly string[];
  readonly text: string;
}

/** The keys of the line editor, in the order in which the overview lists them. */
export const KEY_TABLE = [
  { command: 'run', keys: ['Enter', 'Ctrl-J', 'Ctrl-M'], text: 'Runs the line, or takes what is selected.' },
  { command: 'complete', keys: ['Tab', 'Ctrl-I'], text: 'Completes the word, then opens the menu.' },
  { command: 'complete-back', keys: ['Shift-Tab'], text: 'Goes back in the menu.' },
  { command: 'help', keys: ['F1', 'Alt-H'], text: 'Shows the full help of the command on the line.' },
  { command: 'cancel', keys: ['Ctrl-C'], text: 'Clears the line, or interrupts a running command.' },
  {
    command: 'delete-or-leave',
    keys: ['Ctrl-D'],
    text: 'Deletes forward; on an empty line leaves.',
  },
  { command: 'panel', keys: ['F2'], text: 'Shows or hides the live table above the prompt.' },
  {
    command: 'suspend',
    keys: CTRL_Z.suspend,
    text: 'Suspends netsh; fg brings it back.',
  },
  { command: 'clear-screen', keys: ['Ctrl-L'], text: 'Clears the screen.' },
  { command: 'escape', keys: ['Escape', 'Ctrl-G'], text: 'Leaves a menu or a search.' },
  { command: 'older', keys: ['Up', 'Ctrl-P'], text: 'Older line that begins as typed.' },
  { command: 'newer', keys: ['Down', 'Ctrl-N'], text: 'Newer line that begins as typed.' },
  { command: 'search', keys: ['Ctrl-R'], text: 'Searches the history.' },
  { command: 'page-up', keys: ['PageUp'], text: 'A page up in a menu.' },
  { command: 'page-down', keys: ['PageDown'], text: 'A page down in a menu.' },
  { command: 'left', keys: ['Left', 'Ctrl-B'], text: 'One character left.' },
  {
    command: 'right',
    keys: ['Right', 'Ctrl-F'],
    text: 'One character right, or takes the suggestion.',
  },
  { command: 'word-left', keys: ['Ctrl-Left', 'Alt-Left', 'Alt-B'], text: 'One word left.' },
  {
    command: 'word-right',
    keys: ['Ctrl-Right', 'Alt-Right', 'Alt-F'],
    text: 'One word right, or takes one of the suggestion.',
  },
  { command: 'line-start', keys: ['Home', 'Ctrl-A'], text: 'Start of the line.' },
  { command: 'line-end', keys: ['End', 'Ctrl-E'], text: 'End of the line, or takes the suggestion.' },
  {
    command: 'delete-back',
    keys: ['Backspace', 'Ctrl-H', 'Shift-Backspace'],
    text: 'Deletes the character before.',
  },
  { command: 'delete', keys: ['Delete'], text: 'Deletes the character at the cursor.' },
  { command: 'kill-blank-word', keys: ['Ctrl-W'], text: 'Cuts back to the previous space.' },
  {
    command: 'kill-word-back',
    keys: ['Alt-Backspace', 'Ctrl-Alt-H', 'Ctrl-Backspace'],
    text: 'Cuts the word before.',
  },
  { command: 'kill-word', keys: ['Alt-D', 'Ctrl-Delete', 'Alt-Delete'], text: 'Cuts the word after.' },
  { command: 'kill-to-start', keys: ['Ctrl-U'], text: 'Cuts everything before the cursor.' },
  { command: 'kill-to-end', keys: ['Ctrl-K'], text: 'Cuts everything after the cursor.' },
  { command: 'yank', keys: ['Ctrl-Y'], text: 'Pastes the last cut (yank).' },
  { command: 'yank-older', keys: ['Alt-Y'], text: 'After a yank: pastes the cut before that instead.' },
  { command: 'undo', keys: ['Ctrl-_', ...CTRL_Z.undo], text: 'Undo.' },
  { command: 'redo', keys: ['Alt-_', 'Alt-Z', 'Ctrl-Alt-_'], text: 'Redo.' },
  { command: 'transpose', keys: ['Ctrl-T'], text: 'Swaps the two characters around the cursor.' },
  { command: 'transpose-words', keys: ['Alt-T'], text: 'Swaps the two words around the cursor.' },
  {
    command: 'literal',
    keys: ['Ctrl-V', 'Ctrl-Q'],
    text: 'Takes the next key as it is (Ctrl-V ? types a ?).',
  },
] as const satisfies readonly Binding[];

/** A command of the line editor; `model/handlers.ts` carries it out. */
export type Command = (typeof KEY_TABLE)[number]['command'];

const BY_CHORD: ReadonlyMap<string, Command> = new Map(
  KEY_TABLE.flatMap(({ command, keys }) => keys.map((key): [string, Command] => [key, command])),
);

/** Returns the command bound to a chord. */
export function commandOf(chord: string): Command | undefined {
  return BY_CHORD.get(chord);
}

/** All keys, with the `?` that is typed. */
export const EMACS_KEYS: readonly Shown[] = [
  { keys: ['?'], text: 'Where a word may begin: lists what may come next.' },
  ...KEY_TABLE,
];

/** Returns the overview of all keys, one line each. */
export function keyOverview(platform: NodeJS.Platform = process.platform): string[] {
  return [...keyLines(EMACS_KEYS), ...(REMARKS[platform] ?? [])];
}

/** What terminals of a system keep from programs. */
const REMARKS: Partial<Readonly<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '',
    'Alt is the Option key where the terminal is told so: in Terminal, Settings, Profiles, Keyboard, "Use Option as Meta key".',
    'There Home and End move the window, and F1, F2 need Fn: Ctrl-A and Ctrl-E, and Ctrl-arrows for words, always work.',
  ],
  win32: ['', 'The console sends Tab for Shift-Tab: Up goes back in the menu.'],
};

/** Returns a line for each binding that has keys. */
export function keyLines(bindings: readonly Shown[]): string[] {
  const rows = keyRows(bindings);
  const width = Math.max(...rows.map((row) => row.keys.length));
  return rows.map((row) => `${row.keys.padEnd(width)} - ${row.text}`);
}

/** Returns the first two keys of each binding that has keys, and its text. */
export function keyRows(bindings: readonly Shown[]): { readonly keys: string; readonly text: string }[] {
  const bound = bindings.filter(({ keys }) => keys.length > 0);
  return bound.map(({ keys, text }) => ({ keys: keys.slice(0, 2).join(', '), text }));
}

type Shown = Pick<Binding, 'keys' | 'text'>;

/** Whether a key is bound to a command. */
export function means(key: Key, command: Command): boolean {
  return key.kind === 'chord' && commandOf(key.chord) === command;
}
