import { computed, summed } from './arithmetic.ts';
import type { Environment, Value } from './environment.ts';

/** A place in a command that stands for a value. */
export interface Reference {
  /** As typed. */
  readonly text: string;
  /** The name to give it by; absent where it has none. */
  readonly name?: string;
}

/** Names have at most these many characters, so that a scan for their end is short. */
const REFERENCE = new RegExp(
  [
    // 1, 2: %%p and %%~p of a loop, %%~nxp
    String.raw`%%(~[a-z]{0,10})?([A-Za-z_#])(?!\w*%)`,
    // 3, 4: %X%, %X:a=b%
    String.raw`%([^\s%:!"'=<>|&()]{1,100})(:[^%\n]{0,100})?%`,
    // 5: %1, %~1, %*
    String.raw`%(?:~[a-z$:]{0,20})?([0-9*])`,
    // 6: %i of a loop that is typed
    String.raw`(?<![\w:.%])%~?([A-Za-z])(?![\w%])`,
    // 7, 8: !X!, !X:a=b!
    String.raw`!([A-Za-z_][\w.-]{0,100})(:[^!\n]{0,100})?!`,
    // 9: $((…))
    String.raw`\$\(\(([^()]{1,200})\)\)`,
    // 10: $($x), $($x.y)
    String.raw`\$\(\s*\$([\w:.]{1,100})\s*\)`,
    // 11: $(…)
    String.raw`\$\(([^()\n]{0,300}(?:\([^()\n]{0,300}\)[^()\n]{0,300}){0,9})(?:\)|$)`,
    // 12: ${x}
    String.raw`\$\{\$?([^{}\n]{1,200})\}`,
    // 13: $x, $env:x
    String.raw`\$((?:[A-Za-z]\w{0,30}:(?=[A-Za-z_]))?[A-Za-z_]\w{0,100}(?:\.[A-Za-z_]\w{0,100}(?:\(\))?){0,5})`,
    // 14: $1, $@
    String.raw`\$([0-9@*])`,
    // 15: @x of PowerShell
    String.raw`(?<=^|\s)@([A-Za-z_]\w{0,100})`,
    // 16: <x>
    String.raw`<([^<>\s][^<>\n]{0,60})>`,
    // 17: {x}
    String.raw`\{+([^{}\n]{0,100})\}+`,
    // 18: (…) in place of a value
    String.raw`(?<==)\(([^()\n]{0,300})\)`,
    // 19: %s of a format
    String.raw`(?<==)%([sd])\b`,
  ].join('|'),
  'g',
);

/** Returns what a call still does not tell. Linear. */
export function openReferences(args: string): Reference[] {
  const found: Reference[] = [];
  for (const match of args.matchAll(REFERENCE)) {
    const { text, name } = described(match);
    if (found.some((one) => one.text === text)) continue;
    found.push({ text, ...(name !== undefined && { name: name.replace(/^%/, '') }) });
  }
  return found;
}

/** Longest text of a command with its values, characters. */
const MAX_LENGTH = 100_000;

/**
 * Fills in the values that are known, and tells `used` of each. Others stay as typed. `hasProperties`: `$x.y` is a property
 * of x, as outside of quotes in PowerShell.
 */
export function fillIn(
  text: string,
  environment: Environment,
  { used, hasProperties = false }: { readonly used?: Used; readonly hasProperties?: boolean } = {},
): string {
  if (!/[%!$@<{]/.test(text)) return text;
  let room = MAX_LENGTH;
  return text.replaceAll(REFERENCE, (typed: string, ...groups: readonly (string | undefined)[]) => {
    const { name, isEarly, sum, command, otherwise, rest } = described([typed, ...groups], hasProperties);
    if (sum !== undefined) return summed(sum, environment) ?? typed;
    if (command !== undefined) return computed(command, environment) ?? typed;
    if (name === undefined) return typed;
    const value = environment.valueOf(typed, name, isEarly);
    if (value?.kind !== 'known')
      return value === undefined && otherwise !== undefined ? fillIn(otherwise, environment) : typed;
    const words = typed.includes('~') ? value.words.map((word) => word.replaceAll('"', '')) : value.words;
    const filled = words.map((word) => (words.length > 1 ? quoted(word) : word)).join(' ');
    room -= filled.length;
    if (room < 0) return typed;
    used?.(typed, value);
    return filled + (rest ?? '');
  });
}

/** Told of a reference and its value. */
export type Used = (typed: string, value: Value & { readonly kind: 'known' }) => void;

function quoted(word: string): string {
  return /\s/.test(word) ? `"${word}"` : word;
}

interface Described extends Reference {
  /** cmd fills it in when the block begins. */
  readonly isEarly: boolean;
  /** Arithmetic. */
  readonly sum?: string;
  /** A command or an expression that gives it. */
  readonly command?: string;
  /** The value of a variable that is not set, as in `${x:-80}`. */
  readonly otherwise?: string;
  /** What follows the reference in its text. */
  readonly rest?: string;
}

function described([text = '', ...groups]: readonly (string | undefined)[], hasProperties = true): Described {
  const [
    modifier,
    loop,
    percent,
    change,
    argument,
    typed,
    delayed,
    changed,
    sum,
    inner,
    command,
    brace,
    dollar,
  ] = groups;
  const [, , , , , , , , , , , , , place, splat, pointed, braces, , format] = groups;
  const base = { text, isEarly: percent !== undefined };
  if (loop !== undefined)
    return modifier === undefined || modifier === '~' ? { ...base, name: `%${loop}` } : base;
  if (change !== undefined || changed !== undefined || format !== undefined) return base;
  if (sum !== undefined) return { ...base, sum };
  if (command !== undefined) return { ...base, command };
  const [, withDefault, otherwise] = /^([A-Za-z_]\w*):?-([^{}]*)$/.exec(brace ?? '') ?? [];
  if (withDefault !== undefined)
    return { ...base, name: withDefault, ...(otherwise !== undefined && { otherwise }) };
  if (typed !== undefined) return { ...base, name: `%${typed}` };
  if (dollar !== undefined && !hasProperties) {
    const [name = '', ...more] = dollar.split('.');
    return { ...base, name, ...(more.length > 0 && { rest: `.${more.join('.')}` }) };
  }
  const name =
    percent ?? argument ?? delayed ?? inner ?? brace?.replace(/\[[@*]\]$/, '') ?? dollar ?? place ?? splat;
  return { ...base, ...withName(name ?? pointed ?? braces) };
}

function withName(name: string | undefined): { readonly name?: string } {
  return name === undefined || name === '' ? {} : { name };
}
