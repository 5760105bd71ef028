import type { Environment } from './environment.ts';

/** Returns what an expression of PowerShell comes to: `$x[2]`, `$x.Count`, arithmetic; undefined for any other. */
export function computed(text: string, environment: Environment): string | undefined {
  const indexed = /^\s*\$(\w{1,100})\[([^\]]{1,50})\]\s*$/.exec(text);
  if (!indexed) return summed(text, environment);
  const value = environment.get(indexed[1]!);
  const at = summed(indexed[2]!, environment);
  return value?.kind === 'known' && at !== undefined ? value.words.at(Number(at)) : undefined;
}

/** Returns what arithmetic with known variables comes to; undefined for anything else. */
export function summed(text: string, environment: Environment): string | undefined {
  const plain = text.replaceAll(VARIABLE, (typed: string, ...names: (string | undefined)[]) => {
    const [counted, bare, percent, delayed] = names;
    const value = environment.get(counted ?? bare ?? percent ?? delayed ?? '');
    if (value?.kind !== 'known') return typed;
    if (counted !== undefined) return String(value.words.length);
    return value.words.length === 1 ? value.words[0]! : typed;
  });
  if (!SUM.test(plain)) return undefined;
  const terms = plain.replaceAll(/\s/g, '').split(/(?<=\d)(?=[-+])/);
  const total = terms.reduce((sum, term) => sum + product(term), 0);
  return Number.isSafeInteger(total) ? String(total) : undefined;
}

const VARIABLE = /\$([A-Za-z_]\w*)\.(?:length|count)\b|\$?([A-Za-z_]\w*)|%([A-Za-z_]\w*)%|!([A-Za-z_]\w*)!/gi;
const SUM = /^\s*-?\d{1,15}(?:\s*[-+*]\s*\d{1,15}){0,50}\s*$/;

function product(term: string): number {
  return term.split('*').reduce((all, factor) => all * Number(factor), 1);
}
