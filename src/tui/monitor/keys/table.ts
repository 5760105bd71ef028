/** A key of the monitor: its command, the keys bound to it, its line in the help, and its word in the bottom line. */
interface Binding {
  readonly command: string;
  readonly keys: readonly string[];
  readonly group: string;
  readonly text: string;
  readonly label?: string;
}

/** The keys of the monitor, in the order in which the help lists them. Single characters are typed, others pressed. */
export const MONITOR_KEYS = [
  { command: 'up', keys: ['Up', 'k', 'Ctrl-P'], group: 'Moving', text: 'Previous row.' },
  { command: 'down', keys: ['Down', 'j', 'Ctrl-N'], group: 'Moving', text: 'Next row.' },
  { command: 'page-up', keys: ['PageUp', 'Ctrl-B'], group: 'Moving', text: 'Previous page.' },
  { command: 'page-down', keys: ['PageDown', 'Ctrl-F'], group: 'Moving', text: 'Next page.' },
  { command: 'first', keys: ['Home', 'g'], group: 'Moving', text: 'First row.' },
  { command: 'last', keys: ['End', 'G'], group: 'Moving', text: 'Last row.' },
  {
    command: 'pane',
    keys: ['Tab', 'Shift-Tab', 'Left', 'Right'],
    group: 'Moving',
    text: 'Switches between the tables.',
    label: 'table',
  },
  {
    command: 'details',
    keys: ['Enter'],
    group: 'Looking',
    text: 'Details of the selected row.',
    label: 'details',
  },
  {
    command: 'scope',
    keys: ['a'],
    group: 'Looking',
    text: 'Shows the connections of all entries, or of the selected one.',
    label: 'all/one',
  },
  {
    command: 'log',
    keys: ['l'],
    group: 'Looking',
    text: 'Shows the log: connections that ended, and changes of entries.',
    label: 'log',
  },
  { command: 'sort', keys: ['s'], group: 'Looking', text: 'Sorts by the next column.', label: 'sort' },
  { command: 'sort-back', keys: ['S'], group: 'Looking', text: 'Sorts by the previous column.' },
  { command: 'reverse', keys: ['r'], group: 'Looking', text: 'Reverses the order.' },
  {
    command: 'filter',
    keys: ['/'],
    group: 'Looking',
    text: 'Filters rows by words; state:held, group:web look in one place, !word leaves rows out.',
    label: 'filter',
  },
  {
    command: 'pause',
    keys: ['p'],
    group: 'Looking',
    text: 'Pauses or resumes.',
    label: 'pause',
  },
  { command: 'faster', keys: ['+'], group: 'Looking', text: 'Refreshes more often.' },
  { command: 'slower', keys: ['-'], group: 'Looking', text: 'Refreshes less often.' },
  {
    command: 'mark',
    keys: [' ', 'Insert'],
    group: 'Acting',
    text: 'Marks or unmarks the row; actions apply to all marked rows.',
    label: 'mark',
  },
  {
    command: 'toggle',
    keys: ['e'],
    group: 'Acting',
    text: 'Disables or enables the entry.',
    label: 'on/off',
  },
  {
    command: 'edit',
    keys: ['E'],
    group: 'Acting',
    text: 'Puts the entry on the command line for editing.',
    label: 'edit',
  },
  { command: 'delete', keys: ['d', 'Delete'], group: 'Acting', text: 'Deletes the entry.', label: 'delete' },
  {
    command: 'kill',
    keys: ['x'],
    group: 'Acting',
    text: 'Ends the connection, or all connections of the entry.',
    label: 'kill',
  },
  {
    command: 'kill-client',
    keys: ['X'],
    group: 'Acting',
    text: 'Ends all connections of the client.',
    label: 'kill client',
  },
  {
    command: 'command',
    keys: [':'],
    group: 'Acting',
    text: 'Opens a command line for any netsh command.',
    label: 'command',
  },
  {
    command: 'mouse',
    keys: ['m'],
    group: 'Monitor',
    text: 'Turns the mouse on or off; while it is off, the terminal selects text.',
  },
  {
    command: 'save',
    keys: ['Ctrl-S'],
    group: 'Monitor',
    text: 'Saves the screen as text to a file in the working directory.',
  },
  {
    command: 'suspend',
    keys: ['Ctrl-Z'],
    group: 'Monitor',
    text: "Suspends netsh; fg in the system's shell brings it back.",
  },
  { command: 'redraw', keys: ['Ctrl-L'], group: 'Monitor', text: 'Redraws the screen.' },
  { command: 'help', keys: ['?', 'F1', 'h'], group: 'Monitor', text: 'Shows this list.', label: 'help' },
  {
    command: 'escape',
    keys: ['Escape', 'Ctrl-G'],
    group: 'Monitor',
    text: 'Clears filter and marks.',
  },
  {
    command: 'leave',
    keys: ['q', 'Ctrl-C', 'Ctrl-D'],
    group: 'Monitor',
    text: 'Leaves the monitor.',
    label: 'leave',
  },
] as const satisfies readonly Binding[];

/** A command of the monitor; `model/update.ts` holds its handler. */
export type MonitorCommand = (typeof MONITOR_KEYS)[number]['command'];

const BY_KEY: ReadonlyMap<string, MonitorCommand> = new Map(
  MONITOR_KEYS.flatMap(({ command, keys }) => keys.map((key): [string, MonitorCommand] => [key, command])),
);

/** Returns the command bound to a key, by the key's name or its character. */
export function monitorCommandOf(key: string): MonitorCommand | undefined {
  return BY_KEY.get(key);
}
