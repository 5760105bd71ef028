import {
  VI_TABLE,
  type ViCommand,
  type ViMotion,
  type ViObject,
  type ViOperator,
  type ViVisualCommand,
  keysOf,
} from './table.ts';

/** Where an operator works: as far as a motion goes, on an object (`key`: how it was typed), or on the whole line. */
export type ViTarget =
  | { readonly kind: 'motion'; readonly motion: ViMotion; readonly character?: string | undefined }
  | { readonly kind: 'object'; readonly object: ViObject; readonly key: string }
  | { readonly kind: 'line' };

/** What keys of normal or visual mode ask for; `count` where one was typed. */
export type ViRequest = { readonly count?: number | undefined } & (
  | { readonly kind: 'go'; readonly target: Exclude<ViTarget, { kind: 'line' }> }
  /** Without a target: on what is selected. */
  | { readonly kind: 'operate'; readonly operator: ViOperator; readonly target?: ViTarget | undefined }
  | { readonly kind: 'command'; readonly command: ViCommand; readonly character?: string | undefined }
  | { readonly kind: 'visual'; readonly command: ViVisualCommand }
);

/** The keys typed so far: a whole request, the beginning of one, or none at all. */
export type ViParsed =
  | { readonly kind: 'whole'; readonly request: ViRequest }
  | { readonly kind: 'begun' }
  | { readonly kind: 'nothing' };

/** Counts are cut to this: a line has fewer characters. */
const MAX_COUNT = 9999;

type Row = (typeof VI_TABLE)[number];
type Kind = Row['kind'];

/** Kinds of keys by what may come. */
const EXPECTED = {
  normal: ['motion', 'operator', 'command', 'short'],
  visual: ['motion', 'operator', 'object', 'visual-command', 'visual-short'],
  target: ['motion', 'object'],
} as const satisfies Record<string, readonly Kind[]>;

/** Reads keys of normal or visual mode, each a character or a chord, against the key table. */
export function parseVi(keys: readonly string[], mode: 'normal' | 'visual'): ViParsed {
  const first = readCount(keys, 0);
  const found = findRow(keys, first.at, EXPECTED[mode]);
  if (typeof found === 'string') return { kind: found };
  const { row, at } = found;
  const { count } = first;
  switch (row.kind) {
    case 'short':
    case 'visual-short':
      return parseVi([...keys.slice(0, first.at), ...keysOf(row.means)], mode);
    case 'operator':
      if (mode === 'visual')
        return { kind: 'whole', request: { kind: 'operate', operator: row.command, count } };
      return parseTarget(keys, at, row, count);
    case 'visual-command':
      return { kind: 'whole', request: { kind: 'visual', command: row.command } };
    case 'object': {
      const target: ViTarget = { kind: 'object', object: row.command, key: found.key };
      return { kind: 'whole', request: { kind: 'go', target, count } };
    }
    case 'motion':
    case 'command': {
      const rest = readCharacter(keys, at, row);
      if (typeof rest === 'string') return { kind: rest };
      const { character } = rest;
      if (row.kind === 'command')
        return { kind: 'whole', request: { kind: 'command', command: row.command, character, count } };
      const target: ViTarget = { kind: 'motion', motion: row.command, character };
      return { kind: 'whole', request: { kind: 'go', target, count } };
    }
  }
}

/** Reads what an operator works on. Counts before and behind it are multiplied, as in `2d3w`. */
function parseTarget(
  keys: readonly string[],
  from: number,
  row: Extract<Row, { kind: 'operator' }>,
  before: number | undefined,
): ViParsed {
  const second = readCount(keys, from);
  const count = second.count === undefined ? before : Math.min(MAX_COUNT, second.count * (before ?? 1));
  const whole = (target: ViTarget): ViParsed => ({
    kind: 'whole',
    request: { kind: 'operate', operator: row.command, target, count },
  });
  const written = row.keys[0];
  // `dd`, and of operators with two characters `guu` or `gugu`.
  const doubles = [[written.at(-1)!], keysOf(written)];
  if (doubles.some((double) => isAt(keys, second.at, double))) return whole({ kind: 'line' });
  const found = findRow(keys, second.at, EXPECTED.target);
  if (typeof found === 'string') {
    const isDoubleBegun = doubles.some((double) => isBegunAt(keys, second.at, double));
    return { kind: isDoubleBegun ? 'begun' : found };
  }
  if (found.row.kind === 'object')
    return whole({ kind: 'object', object: found.row.command, key: found.key });
  const rest = readCharacter(keys, found.at, found.row);
  if (typeof rest === 'string') return { kind: rest };
  return whole({ kind: 'motion', motion: found.row.command, character: rest.character });
}

function readCount(keys: readonly string[], from: number): { count?: number | undefined; at: number } {
  let at = from;
  let count: number | undefined;
  while (/^[0-9]$/.test(keys[at] ?? '') && (count !== undefined || keys[at] !== '0')) {
    count = Math.min(MAX_COUNT, (count ?? 0) * 10 + Number(keys[at]));
    at++;
  }
  return { count, at };
}

function readCharacter(
  keys: readonly string[],
  at: number,
  row: Row,
): 'begun' | 'nothing' | { character?: string } {
  if (!('takesCharacter' in row)) return {};
  const key = keys[at];
  if (key === undefined) return 'begun';
  return isCharacter(key) ? { character: key } : 'nothing';
}

/** Whether a key is a character that was typed; chords have names of several ASCII letters. */
function isCharacter(key: string): boolean {
  return key.length === 1 || !/^[ -~]*$/.test(key);
}

type Found<K extends Kind> = {
  readonly row: Extract<Row, { kind: K }>;
  readonly key: string;
  readonly at: number;
};

/** Finds the row that keys name from a place on; `at` is the place behind them. */
function findRow<K extends Kind>(
  keys: readonly string[],
  at: number,
  kinds: readonly K[],
): 'begun' | 'nothing' | Found<K> {
  let begun = at >= keys.length;
  for (const row of VI_TABLE) {
    if (!isOneOf(row, kinds)) continue;
    for (const key of row.keys) {
      const wanted = keysOf(key);
      if (isAt(keys, at, wanted)) return { row, key, at: at + wanted.length };
      begun ||= isBegunAt(keys, at, wanted);
    }
  }
  return begun ? 'begun' : 'nothing';
}

function isOneOf<K extends Kind>(row: Row, kinds: readonly K[]): row is Extract<Row, { kind: K }> {
  return (kinds as readonly Kind[]).includes(row.kind);
}

function isAt(keys: readonly string[], at: number, wanted: readonly string[]): boolean {
  return wanted.every((key, index) => keys[at + index] === key);
}

function isBegunAt(keys: readonly string[], at: number, wanted: readonly string[]): boolean {
  const left = keys.slice(at);
  return left.length < wanted.length && left.every((key, index) => key === wanted[index]);
}
