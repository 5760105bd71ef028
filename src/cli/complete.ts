import type { Host } from '../../contexts/host.ts';
import { root } from '../../contexts/root.ts';
import { LETTERS } from '../../help/command-line.ts';
import { complete } from '../language/complete.ts';
import { type Facts, NO_FACTS } from '../language/facts.ts';
import { OPTIONS } from '../language/options.ts';
import type { Context, ContextEntry, ContextPath } from '../language/schema.ts';
import { joinWords, quoteWord } from '../language/token.ts';
import { isVisible, visible } from '../language/visible.ts';
import { storedEntries } from '../service/client/stored-entries.ts';
import { MachineFacts } from '../shell/facts.ts';
import { findContext } from '../shell/session-request.ts';
import { homePaths } from '../store/home.ts';
import { homeDirectory } from '../store/home-directory.ts';
import { bashLine, bashReplacement } from './bash-line.ts';

/** Completions of the word at the cursor: whole words, or any file. */
export type WordCompletion =
  | { readonly kind: 'words'; readonly words: readonly { readonly value: string; readonly text: string }[] }
  | { readonly kind: 'files' };

/**
 * Returns the lines that answer a completion script: `VALUE<Tab>TEXT` each, or only `:files`. The script calls
 * `--complete words =CURRENT WORD…`, or, because bash splits words and replaces parts of them, `--complete bash
 * WORDBREAKS LINE`. It starts nothing: entries come from the table file.
 */
export function completionReply([form, ...args]: readonly string[]): string[] {
  if (form === 'bash') {
    const [breaks = '', line = ''] = args;
    const typed = bashLine(line, breaks);
    const found = completeWords(typed.words, typed.current, machineFacts());
    if (found.kind === 'files') return [FILES];
    return found.words.flatMap(({ value, text }) => replyLine(bashReplacement(value, typed), text));
  }
  const [current = '', ...words] = args;
  const found = completeWords(words, current.replace(/^=/, ''), machineFacts());
  if (found.kind === 'files') return [FILES];
  return found.words.flatMap(({ value, text }) => replyLine(value, text));
}

/** A line of the reply; none for a value that would break it into others. */
function replyLine(value: string | undefined, text: string): string[] {
  if (value === undefined || !isVisible(value)) return [];
  return [`${value}\t${visible(text)}`];
}

const FILES = ':files';

/**
 * Completes the word `current` after the words before it (without the program's name), all unquoted. Another machine
 * is not asked, so that nothing of it is offered.
 */
export function completeWords(before: readonly string[], current: string, facts: Facts): WordCompletion {
  const line = before.filter((word) => !OPTIONS.some(({ name }) => `--${name}` === word.toLowerCase()));
  let path: ContextPath<Host> | undefined = [commandLineRoot];
  let isScript = false;
  let isElsewhere = false;
  let at = 0;
  for (let letter = letterOf(line[at]); letter !== undefined; letter = letterOf(line[at])) {
    const value = line[at + 1];
    if (value === undefined) return optionValue(letter, current);
    if (letter === 'c') path = path && findContext(value.split(/\s+/).filter(Boolean), path);
    if (letter === 'f') isScript = true;
    if (letter === 'r') isElsewhere = true;
    at += 2;
  }
  const words = line.slice(at);
  if (words.length === 0 && /^[-/](?!-)/.test(current)) return among(LETTERS, current);
  if (!path || (isScript && !current.startsWith('--'))) return { kind: 'words', words: [] };
  return among(candidates(words, current, path, isElsewhere ? NO_FACTS : facts), current);
}

/** The contexts without the commands that only a session has. */
const commandLineRoot: Context<Host> = {
  ...root,
  entries: root.entries.flatMap(onCommandLine),
};

function onCommandLine(entry: ContextEntry<Host>): readonly ContextEntry<Host>[] {
  if (entry.kind === 'command') return entry.sessionOnly ? [] : [entry];
  if (entry.kind !== 'group') return [entry];
  const commands = entry.commands.filter((one) => !one.sessionOnly);
  return commands.length > 0 ? [{ ...entry, commands }] : [];
}

/** Returns what netsh's own completer finds, as words of the shell; without `?`, which is a pattern there. */
function candidates(words: readonly string[], current: string, path: ContextPath<Host>, facts: Facts) {
  const text = [joinWords(words), current === '' ? '' : quoteWord(current)].join(' ');
  const found = complete(text, text.length, path, facts);
  const head = current.slice(0, current.length - found.prefix.length);
  return found.candidates.flatMap(({ value, text }) => (value === '?' ? [] : { value: head + value, text }));
}

function optionValue(letter: string, current: string): WordCompletion {
  switch (letter) {
    case 'a':
    case 'f':
      return { kind: 'files' };
    case 'c':
      return among(contextNames(commandLineRoot), current);
    default:
      return { kind: 'words', words: [] };
  }
}

/** Every context by the words that lead to it from the root. */
function contextNames(context: Context<Host>, before = ''): { value: string; text: string }[] {
  return context.entries.flatMap((entry) => {
    if (entry.kind !== 'context') return [];
    const value = `${before}${entry.name}`;
    return [{ value, text: `The netsh ${value} context.` }, ...contextNames(entry, `${value} `)];
  });
}

/** Returns those that begin as the current word does, each once. */
function among(
  all: readonly { readonly value: string; readonly text: string }[],
  current: string,
): WordCompletion {
  const wanted = current.toLowerCase();
  const fitting = all.filter(({ value }) => value.toLowerCase().startsWith(wanted));
  return { kind: 'words', words: [...new Map(fitting.map((one) => [one.value, one])).values()] };
}

function letterOf(word: string | undefined): string | undefined {
  return /^[-/]([acfrup])$/i.exec(word ?? '')?.[1]?.toLowerCase();
}

function machineFacts(): Facts {
  const facts = new MachineFacts();
  try {
    facts.entries = storedEntries(homePaths(homeDirectory()), () => {});
  } catch {
    // A table that cannot be read completes nothing.
  }
  return facts;
}
