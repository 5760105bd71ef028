import type { Environment } from './environment.ts';
import { type Reference, openReferences } from './references.ts';

/** Returns what the file does not tell of a call, in full sentences; undefined where it tells all. */
export function missingIn(args: string, environment: Environment): string | undefined {
  const open = openReferences(args).flatMap((one) => termsOf(one, environment));
  if (open.length === 0) return undefined;
  const names: string[] = [];
  const gifts: string[] = [];
  const reasons = open.map(({ text, name }) => {
    if (name === undefined || !(ARGUMENT.test(text) || NAME.test(name)))
      return `The file does not tell what ${text} is; write the value instead.`;
    if (!names.includes(name)) {
      names.push(name);
      gifts.push(`${name}=${example(args, text)}`);
    }
    const value = environment.get(name) ?? environment.get(`%${name}`);
    if (value?.kind === 'unknown') return `${text} ${value.why}.`;
    if (ARGUMENT.test(text)) return `${text} is an argument of the file.`;
    if (/^[<{]/.test(text)) return `${text} is a place to fill in.`;
    return `${text} is not set by the file before this line.`;
  });
  const gift =
    gifts.length > 0 ? ` Give ${gifts.length > 1 ? 'them' : 'it'}: with="${gifts.join(';')}".` : '';
  return [...new Set(reasons)].join(' ') + gift;
}

const NAME = /^[\p{L}_][\p{L}\p{N}_.:-]{0,100}$/u;
/** What is given to the file: `%1`, `%~1`, `%*`, `$1`, `$@`. */
const ARGUMENT = /^(?:%~?[a-z$:]{0,20}[\d*]|\$[\d*@])$/;

/** The variables of arithmetic that are not known; anything else by itself. */
function termsOf(open: Reference, environment: Environment): readonly Reference[] {
  const sum = /^\$\(\((.*)\)\)$/s.exec(open.text)?.[1];
  const names = [...new Set(sum?.match(/[A-Za-z_]\w*/g))].filter(
    (name) => environment.get(name)?.kind !== 'known',
  );
  return names.length > 0 ? names.map((name) => ({ text: `$${name}`, name })) : [open];
}

/** A value that would fit, as the tag before it tells, or else the name. */
function example(args: string, text: string): string {
  const at = args.indexOf(text);
  const tag = /(\w+)\s*=\s*"?$/.exec(args.slice(Math.max(0, at - 100), at))?.[1];
  return /port/i.test(tag ?? text) ? '8080' : '10.0.0.5';
}
