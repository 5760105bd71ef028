import type { Given } from './given.ts';
import type { Advice } from './row.ts';

/** The longest value that is repeated, in characters. */
const MAX_REPEATED = 100;

/** Returns the text of the first situation that holds for a line. */
export function chooseText(advice: Advice, given: Given): string | undefined {
  if (typeof advice === 'string') return advice;
  return Object.entries(advice).find(([situation]) => holds(situation, given))?.[1];
}

function holds(situation: string, given: Given): boolean {
  if (situation === 'else') return true;
  const [tag = '', wanted] = situation.split('=');
  const value = given.get(tag)?.toLowerCase();
  if (value === undefined || wanted === undefined) return value !== undefined;
  return value !== '' && (wanted.startsWith(value) || value.startsWith(wanted));
}

/**
 * Returns a text with its values filled in: quoted for the system's shell, so that a copied line does only what it shows.
 * A value that a shell or a program could take for anything else is not repeated: its name in capitals stands for it.
 */
export function fillText(text: string, given: Given): string {
  return text
    .replaceAll(/\[([^\]]*)\]/g, (_all, part: string) => (isGiven(part, given) ? part : ''))
    .replaceAll(/\{([\w-]+)\}/g, (_all, name: string) => shellWord(given.get(name)) ?? placeholder(name));
}

const VALUE = /\{([\w-]+)\}/g;

function isGiven(part: string, given: Given): boolean {
  return [...part.matchAll(VALUE)].every(([, name = '']) => shellWord(given.get(name)) !== undefined);
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  cidr: 'ADDRESS/LENGTH',
  dev: 'INTERFACE',
  lladdr: 'LINK-ADDRESS',
  lastport: 'LAST-PORT',
};

function placeholder(name: string): string {
  return PLACEHOLDERS[name] ?? name.toUpperCase();
}

/** Returns a value as one word of a POSIX shell; undefined where it is not repeated. */
function shellWord(value: string | undefined): string | undefined {
  if (value === undefined || value === '' || value.length > MAX_REPEATED) return undefined;
  // A variable that nobody filled in, an option, or signs that a screen does not show as they are.
  if (/^-|[%$!<>`\\{}[\]'"]|\p{C}|\p{Zl}|\p{Zp}/u.test(value)) return undefined;
  return /^[\w@+=:,./-]+$/.test(value) ? value : `'${value}'`;
}
