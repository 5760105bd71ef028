import { type Ran, type TestHome, freePorts } from '../program/netsh.ts';

/** Values of a run by the tokens that stand for them in a transcript. */
export type Tokens = ReadonlyMap<string, string>;

/** `PORT1` to `PORT3` for free ports; a token is as long as a value, so that columns stay. */
export async function portTokens(): Promise<Tokens> {
  const ports = await freePorts(3);
  return new Map(ports.map((port, at) => [`PORT${at + 1}`, String(port)]));
}

/**
 * A transcript of single commands. A line that begins with `$ netsh` is a command, lines with `> ` after it are its
 * standard input; what follows is what it printed: standard output as it is, then standard error with `! ` before
 * each line, then `= 1` where that was the exit code. Lines with `# ` at the head say what it shows.
 */
interface Step {
  readonly line: string;
  readonly words: readonly string[];
  readonly input: readonly string[];
}

const COMMAND = '$ netsh';

/** The head of a transcript, and its commands in order. */
function parseTranscript(text: string): { head: string[]; steps: Step[] } {
  const head: string[] = [];
  const steps: Step[] = [];
  let input: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith(COMMAND)) {
      input = [];
      steps.push({ line, words: wordsOf(line.slice(COMMAND.length)), input });
    } else if (line.startsWith('> ')) input.push(line.slice(2));
    else if (steps.length === 0 && line.startsWith('# ')) head.push(line);
  }
  return { head, steps };
}

/** The transcript that its commands give now. `tokens` stand for values that differ from run to run. */
export async function replay(text: string, home: TestHome, tokens: Tokens): Promise<string> {
  const { head, steps } = parseTranscript(text);
  const lines = [...head];
  for (const step of steps) {
    const input = step.input.map((line) => `${fill(line, tokens)}\n`).join('');
    const ran = await home.netsh(
      step.words.map((word) => fill(word, tokens)),
      { input },
    );
    lines.push(step.line, ...step.input.map((line) => `> ${line}`), ...printed(ran, tokens));
  }
  return `${lines.join('\n')}\n`;
}

/** What a program printed, in the form of a transcript. */
function printed({ code, out, err }: Ran, tokens: Tokens): string[] {
  return [
    ...linesOf(hide(out, tokens)),
    ...linesOf(hide(err, tokens)).map((line) => `! ${line}`),
    ...(code === 0 ? [] : [`= ${code}`]),
  ];
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  return text.endsWith('\n') ? text.slice(0, -1).split('\n') : [...text.split('\n'), '(no line end)'];
}

/** Tokens as values of this run. */
export function fill(text: string, tokens: Tokens): string {
  return [...tokens].reduce((all, [token, value]) => all.replaceAll(token, value), text);
}

/** Values of this run as tokens. */
export function hide(text: string, tokens: Tokens): string {
  const named = [...tokens].reduce((all, [token, value]) => all.replaceAll(value, token), text);
  return named.replaceAll(/\(process \d+\)/g, '(process PID)');
}

function wordsOf(line: string): string[] {
  return (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
}
