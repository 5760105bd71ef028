import { createInterface } from 'node:readline';
import type { TuiOptions } from './options.ts';
import { createOutput } from './output.ts';

/** Line by line without any escape sequence, for terminals that know none; the system echoes and edits the line. */
export async function startPlain(options: TuiOptions): Promise<number> {
  const { shell, history, stdin, stdout, stderr } = options;
  const output = createOutput(stdout, stderr);
  const lines = createInterface({ input: stdin, output: stdout, terminal: false });
  let running: AbortController | undefined;
  const interrupt = (): void => {
    if (running) running.abort();
    else output.out(`\n${shell.prompt}`);
  };
  process.on('SIGINT', interrupt);
  await Promise.all([history.refresh(), shell.refresh()]);
  output.out(shell.prompt);
  try {
    for await (const line of lines) {
      // oxlint-disable-next-line no-await-in-loop
      const question = await options.question?.(line);
      if (question !== undefined) {
        output.out(`${question} (y/n) `);
        // oxlint-disable-next-line no-await-in-loop
        const answer = await new Promise<string>((resolve) => lines.once('line', resolve));
        if (!/^y(es)?$/i.test(answer.trim())) {
          output.out(shell.prompt);
          continue;
        }
      }
      if (line.trim() !== '') {
        void history.add(line, shell.read(line).kind !== 'failed');
        running = new AbortController();
        const result = await shell.run(line, output, running.signal);
        running = undefined;
        output.endLine();
        if (result.leave) return 0;
        await shell.refresh();
      }
      output.out(shell.prompt);
    }
    output.out('\n');
    return 0;
  } finally {
    process.off('SIGINT', interrupt);
    lines.close();
  }
}
