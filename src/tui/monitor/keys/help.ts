import { textWidth } from '../../line/width.ts';
import { MONITOR_KEYS, type MonitorCommand } from './table.ts';

/** A line of the help: the heading of a group, or keys and their text. */
export type HelpLine =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'key'; readonly keys: string; readonly text: string };

/** Returns the help, made from the key table, with the meaning of the figures below it. */
export function helpLines(platform: NodeJS.Platform = process.platform): HelpLine[] {
  const lines: HelpLine[] = [];
  const shown = MONITOR_KEYS.map(({ keys, group, text }) => ({
    keys: keys.map(keyName).join(', '),
    group,
    text,
  }));
  const width = Math.max(...shown.map(({ keys }) => textWidth(keys)));
  let group: string | undefined;
  for (const line of shown) {
    if (line.group !== group) lines.push({ kind: 'heading', text: line.group });
    group = line.group;
    lines.push({ kind: 'key', keys: line.keys.padEnd(width), text: line.text });
  }
  for (const [heading, meanings] of [
    ['States', STATES],
    ['Figures', FIGURES],
  ] as const) {
    lines.push({ kind: 'heading', text: heading });
    for (const [keys, text] of meanings) {
      // libuv does not pass on the mouse there.
      if (keys === 'Mouse' && platform === 'win32') continue;
      lines.push({ kind: 'key', keys: keys.padEnd(width), text });
    }
  }
  return lines;
}

const STATES = [
  ['listening', 'Clients can connect.'],
  ['failed', 'The system does not let it listen, such as on a port that is in use; the relay tries again.'],
  [
    'held',
    'The relay does not let it listen: it would forward to itself, or an earlier entry listens there.',
  ],
  ['disabled', 'It is switched off; e switches it on.'],
  ['stopped', 'No relay runs; :relay start starts one.'],
] as const;

const FIGURES = [
  ['Up, Down', 'Bytes from clients to targets, and from targets back, in units of 1024.'],
  ['Up/s, Down/s', 'Bytes per second, a mean over two seconds.'],
  ['Errors', 'Connections that failed or were refused.'],
  ['Denied', 'Connections that rules or bounds denied.'],
  ['Mouse', 'A click selects a row, sorts by a heading, or presses a key of the last row; the wheel moves.'],
] as const;

/** A key of the bottom line and its word. */
export interface KeyLabel {
  readonly key: string;
  readonly label: string;
  /** The key that a click on it stands for: a character, or the name of a chord. */
  readonly press?: string;
  readonly command?: MonitorCommand;
}

/** Returns the keys and words of the bottom line, the most useful first; `of`: only those of these commands. */
export function keyLabels(of?: readonly MonitorCommand[]): KeyLabel[] {
  const labelled = MONITOR_KEYS.flatMap((binding) =>
    'label' in binding && (of === undefined || of.includes(binding.command))
      ? [
          {
            command: binding.command,
            key: keyName(binding.keys[0]),
            press: binding.keys[0],
            label: binding.label,
          },
        ]
      : [],
  );
  return labelled.toSorted((a, b) => place(a.command) - place(b.command));
}

function place(command: MonitorCommand): number {
  const at = FIRST.indexOf(command);
  return at < 0 ? FIRST.length : at;
}

const FIRST: readonly MonitorCommand[] = [
  'help',
  'leave',
  'filter',
  'sort',
  'details',
  'command',
  'log',
  'kill',
];

function keyName(key: string): string {
  return key === ' ' ? 'Space' : key;
}
