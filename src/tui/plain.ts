import { createInterface } from 'node:readline';
import type { TuiOptions } from './options.ts';
import { createOutput } from './output.ts';

const KEYS = [
  'The terminal edits the line, with its own keys.',
  'Ctrl-C         - Drops the line, or interrupts a running command.',
  'Ctrl-D         - Leaves, on an empty line.',
];

/**
 * The shell line by line, without any escape sequence, for terminals that know none; the system echoes and edits the
 * line. Resolves with the exit code.
 */
export async function startPlain(options: TuiOptions): Promise<number> {
  const { shell, history, stdin, stdout, stderr } = options;
  const output = createOutput(stdout, stderr);
  const lines = createInterface({ input: stdin, output: stdout, terminal: false });
  let running: AbortController | undefined;
  let isLent = false;
  const interrupt = (): void => {
    // Whoever has the terminal gets the signal too, and knows better what it means.
    if (isLent) return;
    if (running) running.abort();
    else if (shell.leavesOnInterrupt) lines.close();
    else output.out(`\n${shell.prompt}`);
  };
  process.on('SIGINT', interrupt);
  // Taken at once: a line that comes before somebody asks for it would be lost.
  const typed = lines[Symbol.asyncIterator]();
  await Promise.all([history.refresh(), shell.refresh()]);
  try {
    for (;;) {
      output.out(shell.prompt);
      const line = await nextLine(typed);
      if (line === undefined) break;
      if (line.trim() !== '' && (await isSure(line)) && (await isLast(line))) return 0;
    }
    output.out('\n');
    return 0;
  } finally {
    process.off('SIGINT', interrupt);
    lines.close();
  }

  async function lend<T>(work: () => Promise<T>): Promise<T> {
    lines.pause();
    isLent = true;
    try {
      return await work();
    } finally {
      isLent = false;
      lines.resume();
    }
  }

  /** Asks where a line must be confirmed. */
  async function isSure(line: string): Promise<boolean> {
    const question = await shell.question(line);
    if (question === undefined) return true;
    if (typeof question === 'string') output.out(`${question} (y/n) `);
    else output.out(`${question.preview().join('\n')}\n${question.question} (y/n) `);
    return /^y(es)?$/i.test((await nextLine(typed))?.trim() ?? '');
  }

  /** Runs a line; true where it ends the shell. */
  async function isLast(line: string): Promise<boolean> {
    void history.add(line, shell.read(line).kind !== 'failed');
    running = new AbortController();
    const front = { ...output, helpTopic, lendTerminal: lend };
    const { leave, said } = await shell.run(line, front, running.signal);
    running = undefined;
    if (said !== undefined) output.out(said);
    output.endLine();
    if (!leave) await shell.refresh();
    return leave;
  }
}

/** `help keys` in plain lines, which the terminal edits. */
function helpTopic(topic: string): readonly string[] | undefined {
  return topic === 'keys' ? ['', ...KEYS, ''] : undefined;
}

async function nextLine(lines: AsyncIterator<string>): Promise<string | undefined> {
  const { done, value } = await lines.next();
  return done === true ? undefined : value;
}
