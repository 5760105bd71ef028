import { programName } from '../errors/program.ts';
import { OPTIONS, type OptionName } from '../language/options.ts';
import {
  type SshDestination,
  NO_PASSWORDS,
  machineNameProblem,
  userNameProblem,
} from '../service/contract/ssh-destination.ts';

/** The request of a command line. */
export type Invocation =
  | { readonly kind: 'version' }
  /** The help of the root context; `usage`: netsh's own stands before it (`/?`, `-?`), or ours too (`--help`). */
  | { readonly kind: 'help'; readonly usage?: 'netsh' | 'whole' | undefined }
  /** Not understood: prints the usage and exits with 1; `message` says why. */
  | { readonly kind: 'usage'; readonly message: string }
  | {
      readonly kind: 'run';
      readonly options: ReadonlySet<OptionName>;
      readonly aliasFile?: string | undefined;
      readonly context?: string | undefined;
      readonly machine?: SshDestination | undefined;
      readonly work:
        | { readonly kind: 'command'; readonly words: readonly string[] }
        | { readonly kind: 'script'; readonly path: string }
        | { readonly kind: 'shell' };
    };

const LETTERS = { a: 'aliasFile', c: 'context', f: 'script', r: 'remote', u: 'user', p: 'password' } as const;

type Letter = keyof typeof LETTERS;
type Given = Partial<Record<(typeof LETTERS)[Letter], string>>;
const ORDER = ['a', 'c', 'f', 'r', 'u', 'p'] as const satisfies readonly Letter[];

/**
 * Parses netsh's command line (spec section 1): its options, also with `/`, up to the first other word; then the
 * command. Long options of ours may stand anywhere.
 */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const { words, options } = takeOptions(argv);
  const given: Given = {};
  let at = 0;
  for (; at < words.length; at++) {
    const letter = letterOf(words[at]!);
    if (!letter) break;
    const value = words[++at];
    if (value === undefined) return { kind: 'usage', message: `-${letter} needs an argument.` };
    if (given[LETTERS[letter]] !== undefined) return { kind: 'usage', message: `-${letter} is given twice.` };
    given[LETTERS[letter]] = value;
  }
  const command = words.slice(at);
  if (options.has('version')) return { kind: 'version' };
  if (options.has('help') && command.length === 0) return { kind: 'help', usage: 'whole' };
  const problem = machineProblem(given, options);
  if (problem !== undefined) return { kind: 'usage', message: problem };
  if (given.script !== undefined && command.length > 0) {
    const [word = ''] = command;
    const message = word.startsWith('--')
      ? `${word} is not an option. See ${programName()} --help.`
      : 'Give a script or a command, not both.';
    return { kind: 'usage', message };
  }
  if (command.length === 1 && given.context === undefined && /^(\/\?|-\?|\?|help)$/i.test(command[0]!)) {
    return { kind: 'help', usage: /^[/-]/.test(command[0]!) ? 'netsh' : undefined };
  }
  if (options.has('watch') && command.length === 0) {
    return { kind: 'usage', message: '--watch goes with a show command.' };
  }
  return {
    kind: 'run',
    options,
    aliasFile: given.aliasFile,
    context: given.context,
    machine: given.remote === undefined ? undefined : { name: given.remote, user: given.user },
    work: workOf(given.script, command, options),
  };
}

/** Returns the problem with the machine that a command line names; undefined without one. */
function machineProblem(
  { remote, user, password }: Given,
  options: ReadonlySet<OptionName>,
): string | undefined {
  if (password !== undefined) return `-p is refused. ${NO_PASSWORDS}`;
  if (remote === undefined) return user === undefined ? undefined : '-u needs -r.';
  if (options.has('embedded')) return 'Give -r or --embedded, not both.';
  const name = machineNameProblem(remote);
  if (name !== undefined) return `'${remote}' is not the name of a machine. ${name}`;
  const who = user === undefined ? undefined : userNameProblem(user);
  return who === undefined ? undefined : `'${user}' is not the name of a user. ${who}`;
}

function workOf(script: string | undefined, command: readonly string[], options: ReadonlySet<OptionName>) {
  if (script !== undefined) return { kind: 'script', path: script } as const;
  if (command.length === 0) return { kind: 'shell' } as const;
  return { kind: 'command', words: options.has('help') ? [...command, '?'] : command } as const;
}

/** Long options are known words that begin with `--`; unknown ones stay, so that the reader names them. */
function takeOptions(argv: readonly string[]): { words: string[]; options: Set<OptionName> } {
  const words: string[] = [];
  const options = new Set<OptionName>();
  for (const word of argv) {
    const option = OPTIONS.find(({ name }) => `--${name}` === word.toLowerCase());
    if (option) options.add(option.name);
    else words.push(word);
  }
  return { words, options };
}

function letterOf(word: string): Letter | undefined {
  const match = /^[-/]([acfrup])$/i.exec(word);
  const letter = match?.[1]?.toLowerCase();
  return ORDER.find((one) => one === letter);
}
