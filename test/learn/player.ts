import type { Lesson, Step } from '../../help/lessons/lesson.ts';
import { NetshTerminal } from '../pty/netsh.ts';
import { PROGRAM, type TestHome } from '../program/netsh.ts';
import type { Screen } from '../pty/screen.ts';
import type { TerminalOptions } from '../pty/terminal.ts';

const PROMPT = /^\[lesson\] netsh[^>]*>$/;
const QUESTION = '(y/n)';

/** Somebody who takes lessons in a terminal and knows only what is on the screen. */
export class Player {
  readonly terminal: NetshTerminal;
  /** Ports by name, as texts on the screen told them. */
  readonly #ports = new Map<string, string>();

  readonly #isPlain: boolean;

  constructor(args: readonly string[], options: Partial<TerminalOptions>, home?: TestHome) {
    this.#isPlain = options.env?.['TERM'] === 'dumb';
    this.terminal = new NetshTerminal({ ...options, args: [PROGRAM, ...args] }, home);
  }

  /** Waits for the first step, and learns the ports that its texts name. */
  async begin({ about, steps }: Lesson): Promise<void> {
    await this.terminal.waitFor((screen) => screen.text.includes('Step 1 of') && isAtPrompt(screen));
    this.#learn(about);
    this.#learn(steps[0]!.task);
  }

  /** Types a line, says yes where that is asked, and resolves with what came of it when the prompt is back. */
  async line(text: string): Promise<string> {
    const { terminal } = this;
    const { screen } = terminal;
    const before = prompts(screen.text);
    terminal.type(`${this.fill(text)}\r`);
    const isBack = (): boolean => prompts(screen.text) > before && isAtPrompt(screen);
    await terminal.waitFor(() => isBack() || screen.cursorRow.includes(QUESTION));
    if (!isBack()) {
      terminal.type(this.#isPlain ? 'y\r' : 'y');
      await terminal.waitFor(isBack);
    }
    return flat(
      screen.text
        .split(/^\[lesson\] netsh[^>\n]*>/m)
        .slice(before)
        .join(' '),
    );
  }

  /** Falls into every trap of a step, and takes each of its detours; resolves with the answers that did not come. */
  async mistakes({ traps = [], detours = [] }: Step): Promise<readonly string[]> {
    const missing: string[] = [];
    for (const { lines, says } of [...traps, ...detours]) {
      let answer = '';
      for (const line of lines) answer = await this.line(line);
      if (!answer.includes(flat(this.fill(says)))) missing.push(`${says}\n  came: ${answer}`);
      await this.line('back');
    }
    return missing;
  }

  /** Asks for every hint of a step, of which the last shows the lines that solve it. */
  async ask(step: Step): Promise<void> {
    for (const hint of step.hints) this.#learn(hint, await this.line('hint'));
    // The lines begin with the context only where the learner is elsewhere.
    const lines = step.solution.map((line) => line.replace(/^interface portproxy /, ''));
    const shown = (await this.line('hint')).replaceAll('interfaceportproxy', '');
    this.#learn(lines.join('').replaceAll('interface portproxy', ''), shown);
  }

  /** Types the solution of a step, and learns what the next one names; resolves with the last answer. */
  async solve({ solution, seen }: Step, next: Step | undefined): Promise<string> {
    let answer = '';
    for (const line of solution) answer = await this.line(line);
    this.#learn(seen, answer);
    if (next) this.#learn(next.task, answer);
    return answer;
  }

  fill(text: string): string {
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => this.#ports.get(name) ?? whole);
  }

  /** Finds a text with ports on the screen; what it names is known from then on. */
  #learn(template: string, shown: string = flat(this.terminal.screen.text)): void {
    const seen = new Set<string>();
    const pattern = flat(template)
      .split(/(\{\w+\})/)
      .map((part) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1];
        if (name === undefined) return RegExp.escape(part);
        if (seen.has(name)) return `\\k<${name}>`;
        seen.add(name);
        return `(?<${name}>\\d+)`;
      })
      .join('');
    const found = new RegExp(pattern).exec(shown);
    for (const [name, port] of Object.entries(found?.groups ?? {})) this.#ports.set(name, port);
  }
}

/** Returns a text without blanks and line ends: a terminal folds it anywhere. */
export function flat(text: string): string {
  return text.replace(/\s+/g, '');
}

/** Whether the prompt is there and nothing is typed; what Tab would type may stand behind it in grey. */
function isAtPrompt({ cursorRow, cursor }: Screen): boolean {
  return PROMPT.test(cursorRow.slice(0, cursor.x));
}

function prompts(text: string): number {
  return text.match(/^\[lesson\] netsh/gm)?.length ?? 0;
}
