import type { Span, Token } from './token.ts';

/** The long options of this product (spec section 1). */
export const OPTIONS = [
  { name: 'json', text: 'Gives the result as one JSON document.' },
  { name: 'watch', text: 'Goes on showing what changes, line by line.' },
  { name: 'check', text: 'Validates everything and changes nothing.' },
  { name: 'echo', text: 'Shows each line of a script before it runs.' },
  { name: 'stop-on-error', text: 'Ends a script at its first error.' },
  { name: 'embedded', text: 'Hosts the relay inside this process and ends with it.' },
  { name: 'user', text: "Works on your own table where the system's relay is installed." },
  { name: 'plain', text: 'Plain lines for screen readers: no colours, menus or redrawing.' },
  { name: 'version', text: 'Shows the version.' },
  { name: 'help', text: 'Shows help.' },
] as const;

/** The name of a long option, without its dashes. */
export type OptionName = (typeof OPTIONS)[number]['name'];

/** The options that may stand anywhere on a line; the others decide how the program starts. */
export const LINE_OPTIONS = OPTIONS.filter(
  ({ name }) => name !== 'embedded' && name !== 'user' && name !== 'plain',
);

/** An option found on a line. */
interface FoundOption {
  readonly name: OptionName;
  readonly span: Span;
}

/** A line split into words, options, and words that look like options but are unknown. */
export interface SplitOptions {
  readonly words: readonly Token[];
  readonly options: readonly FoundOption[];
  readonly unknown: readonly Token[];
}

/** Separates long options (unquoted words that begin with `--`) from the other words of a line. */
export function splitOptions(tokens: readonly Token[]): SplitOptions {
  const words: Token[] = [];
  const options: FoundOption[] = [];
  const unknown: Token[] = [];
  for (const token of tokens) {
    if (token.quoted || !token.text.startsWith('--')) words.push(token);
    else {
      const name = LINE_OPTIONS.find((option) => `--${option.name}` === token.text.toLowerCase())?.name;
      if (name) options.push({ name, span: token.span });
      else unknown.push(token);
    }
  }
  return { words, options, unknown };
}
