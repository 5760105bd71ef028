/**
 * A key of vi's normal and visual mode. `kind`: a motion also ends an operator; an object only ends one, or is selected;
 * a command stands alone; a short form stands for the keys in `means`.
 */
interface ViBinding {
  readonly command: string;
  readonly kind: 'motion' | 'operator' | 'object' | 'command' | 'short' | 'visual-command' | 'visual-short';
  /** Chords as in `KEY_TABLE`, or characters that are typed one after the other. */
  readonly keys: readonly string[];
  /** A character follows. */
  readonly takesCharacter?: true;
  readonly means?: string;
  /** It looks into the history, which other shells may have changed. */
  readonly asksForHistory?: true;
  readonly text: string;
}

/**
 * The keys of normal and visual mode, in the order in which the overview lists them. They do what POSIX says of vi's line
 * editing in sh; visual mode, text objects, `gu`, `gU`, `g~`, Ctrl-R, `gg` and `G` do what they do in Vim and zsh.
 */
export const VI_TABLE = [
  { command: 'insert', kind: 'command', keys: ['i', 'Insert'], text: 'Inserts before the cursor.' },
  { command: 'append', kind: 'command', keys: ['a'], text: 'Inserts after the cursor.' },
  { command: 'insert-first', kind: 'command', keys: ['I'], text: 'Inserts before the first word.' },
  { command: 'append-last', kind: 'command', keys: ['A'], text: 'Inserts at the end of the line.' },
  { command: 'replace-mode', kind: 'command', keys: ['R'], text: 'Types over what is there.' },
  { command: 'visual', kind: 'command', keys: ['v'], text: 'Selects from here on (visual mode).' },
  {
    command: 'left',
    kind: 'motion',
    keys: ['h', 'Left', 'Backspace', 'Ctrl-H'],
    text: 'One character left.',
  },
  { command: 'right', kind: 'motion', keys: ['l', 'Right', ' '], text: 'One character right.' },
  { command: 'word', kind: 'motion', keys: ['w', 'Ctrl-Right'], text: 'Start of the next word.' },
  { command: 'word-back', kind: 'motion', keys: ['b', 'Ctrl-Left'], text: 'Start of the word.' },
  { command: 'word-end', kind: 'motion', keys: ['e'], text: 'End of the word.' },
  { command: 'blank-word', kind: 'motion', keys: ['W'], text: 'Start of the next word between blanks.' },
  { command: 'blank-word-back', kind: 'motion', keys: ['B'], text: 'Start of the word between blanks.' },
  { command: 'blank-word-end', kind: 'motion', keys: ['E'], text: 'End of the word between blanks.' },
  { command: 'start', kind: 'motion', keys: ['0', 'Home'], text: 'Start of the line.' },
  { command: 'first', kind: 'motion', keys: ['^'], text: 'First character that is not blank.' },
  { command: 'end', kind: 'motion', keys: ['$', 'End'], text: 'End of the line.' },
  { command: 'column', kind: 'motion', keys: ['|'], text: 'Character of that number: 5| is the fifth.' },
  { command: 'find', kind: 'motion', keys: ['f'], takesCharacter: true, text: 'To the next such character.' },
  {
    command: 'find-back',
    kind: 'motion',
    keys: ['F'],
    takesCharacter: true,
    text: 'To the last such character before.',
  },
  {
    command: 'till',
    kind: 'motion',
    keys: ['t'],
    takesCharacter: true,
    text: 'To before the next such character.',
  },
  {
    command: 'till-back',
    kind: 'motion',
    keys: ['T'],
    takesCharacter: true,
    text: 'To behind the last such character before.',
  },
  { command: 'find-again', kind: 'motion', keys: [';'], text: 'Repeats f, F, t or T.' },
  { command: 'find-reverse', kind: 'motion', keys: [','], text: 'Repeats it in the other direction.' },
  { command: 'bracket', kind: 'motion', keys: ['%'], text: 'To the bracket that belongs to this one.' },
  { command: 'delete', kind: 'operator', keys: ['d'], text: 'Cuts: dw a word, d$ the rest, dd the line.' },
  { command: 'change', kind: 'operator', keys: ['c'], text: 'Cuts and inserts: cw, c$, cc, ci".' },
  { command: 'copy', kind: 'operator', keys: ['y'], text: 'Copies: yw, y$, yy.' },
  { command: 'lower', kind: 'operator', keys: ['gu'], text: 'Makes lower case: guw, guu.' },
  { command: 'upper', kind: 'operator', keys: ['gU'], text: 'Makes upper case: gUw, gUU.' },
  { command: 'swap', kind: 'operator', keys: ['g~'], text: 'Swaps upper and lower case: g~w, g~~.' },
  { command: 'words', kind: 'object', keys: ['iw', 'aw'], text: 'The word, alone or with its blanks: diw.' },
  {
    command: 'blank-words',
    kind: 'object',
    keys: ['iW', 'aW'],
    text: 'The word between blanks, alone or with these.',
  },
  {
    command: 'quotes',
    kind: 'object',
    keys: ['i"', 'a"', "i'", "a'"],
    text: 'What is in quotes, or with them: ci".',
  },
  {
    command: 'brackets',
    kind: 'object',
    keys: ['i(', 'a(', 'i)', 'a)', 'i[', 'a[', 'i]', 'a]', 'i{', 'a{', 'i}', 'a}'],
    text: 'What is in brackets, or with them.',
  },
  {
    command: 'delete-character',
    kind: 'short',
    keys: ['x', 'Delete'],
    means: 'dl',
    text: 'Cuts the character.',
  },
  { command: 'delete-before', kind: 'short', keys: ['X'], means: 'dh', text: 'Cuts the character before.' },
  { command: 'delete-rest', kind: 'short', keys: ['D'], means: 'd$', text: 'Cuts the rest of the line.' },
  { command: 'change-rest', kind: 'short', keys: ['C'], means: 'c$', text: 'Changes the rest of the line.' },
  { command: 'copy-rest', kind: 'short', keys: ['Y'], means: 'y$', text: 'Copies the rest of the line.' },
  { command: 'change-character', kind: 'short', keys: ['s'], means: 'cl', text: 'Changes the character.' },
  { command: 'change-line', kind: 'short', keys: ['S'], means: 'cc', text: 'Changes the whole line.' },
  { command: 'replace', kind: 'command', keys: ['r'], takesCharacter: true, text: 'Replaces the character.' },
  { command: 'swap-case', kind: 'command', keys: ['~'], text: 'Swaps the case of the character.' },
  { command: 'put', kind: 'command', keys: ['p'], text: 'Pastes the last cut after the cursor.' },
  { command: 'put-before', kind: 'command', keys: ['P'], text: 'Pastes it before the cursor.' },
  { command: 'repeat', kind: 'command', keys: ['.'], text: 'Repeats the last change.' },
  { command: 'undo', kind: 'command', keys: ['u'], text: 'Undo.' },
  { command: 'redo', kind: 'command', keys: ['Ctrl-R'], text: 'Redo.' },
  {
    command: 'older',
    kind: 'command',
    keys: ['k', '-'],
    asksForHistory: true,
    text: 'Older line that begins as typed.',
  },
  {
    command: 'newer',
    kind: 'command',
    keys: ['j', '+'],
    asksForHistory: true,
    text: 'Newer line that begins as typed.',
  },
  { command: 'oldest', kind: 'command', keys: ['gg'], asksForHistory: true, text: 'Oldest such line.' },
  { command: 'typed', kind: 'command', keys: ['G'], text: 'Back to the line as it was typed.' },
  {
    command: 'search',
    kind: 'command',
    keys: ['/'],
    asksForHistory: true,
    text: 'Searches the history, the newest line first.',
  },
  {
    command: 'search-forward',
    kind: 'command',
    keys: ['?'],
    asksForHistory: true,
    text: 'Searches it, the oldest line first.',
  },
  {
    command: 'search-next',
    kind: 'command',
    keys: ['n'],
    asksForHistory: true,
    text: 'The next line that was searched for.',
  },
  {
    command: 'search-previous',
    kind: 'command',
    keys: ['N'],
    asksForHistory: true,
    text: 'The one before that.',
  },
  { command: 'other-end', kind: 'visual-command', keys: ['o'], text: 'Selecting: goes to the other end.' },
  { command: 'leave', kind: 'visual-command', keys: ['v'], text: 'Selecting: ends that, as Escape does.' },
  { command: 'delete-selected', kind: 'visual-short', keys: ['x'], means: 'd', text: 'Selecting: cuts.' },
  { command: 'change-selected', kind: 'visual-short', keys: ['s'], means: 'c', text: 'Selecting: changes.' },
  {
    command: 'lower-selected',
    kind: 'visual-short',
    keys: ['u'],
    means: 'gu',
    text: 'Selecting: lower case.',
  },
  {
    command: 'upper-selected',
    kind: 'visual-short',
    keys: ['U'],
    means: 'gU',
    text: 'Selecting: upper case.',
  },
  {
    command: 'swap-selected',
    kind: 'visual-short',
    keys: ['~'],
    means: 'g~',
    text: 'Selecting: swaps case.',
  },
] as const satisfies readonly ViBinding[];

type Row = (typeof VI_TABLE)[number];
type CommandsOf<K extends ViBinding['kind']> = Extract<Row, { kind: K }>['command'];

/** A motion: `line/vi/motions.ts` knows where it leads. */
export type ViMotion = CommandsOf<'motion'>;
/** An operator: `line/vi/operators.ts` carries it out. */
export type ViOperator = CommandsOf<'operator'>;
/** A text object: `line/vi/objects.ts` finds it. */
export type ViObject = CommandsOf<'object'>;
/** A command of normal mode: `model/vi/normal-commands.ts` carries it out. */
export type ViCommand = CommandsOf<'command'>;
/** A command of visual mode: `model/vi/visual-keys.ts` carries it out. */
export type ViVisualCommand = CommandsOf<'visual-command'>;

/** The first keys of what looks into the history. */
const HISTORY_KEYS: ReadonlySet<string> = new Set(
  VI_TABLE.flatMap((row) => ('asksForHistory' in row ? row.keys.map((key) => key[0]!) : [])),
);

/** Whether characters typed in normal mode may look into the history. */
export function viAsksForHistory(typed: string): boolean {
  return typed.split('').some((character) => HISTORY_KEYS.has(character));
}

/** Returns the keys that a written one stands for: itself where it is a chord, else its characters. */
export function keysOf(written: string): readonly string[] {
  return /^[A-Z].+/.test(written) ? [written] : written.split('');
}
