import type { Message } from './model/ui.ts';
import type { RunResult } from './options.ts';

/** Lines that were run, with their results. */
export type Ran = readonly { readonly line: string; readonly result: RunResult }[];

/** Runs netsh command lines one after another. */
export async function runLines(
  lines: readonly string[],
  run: (line: string) => Promise<RunResult>,
): Promise<Ran> {
  const ran: { line: string; result: RunResult }[] = [];
  for (const line of lines) {
    // Lines run in their order, as in a script.
    ran.push({ line, result: await run(line) });
  }
  return ran;
}

/** Returns the message about lines that were run: the first that failed, else the first, and how many more. */
export function messageOf(ran: Ran): Message {
  const failed = ran.filter(({ result }) => !result.ok);
  const shown = failed[0] ?? ran[0];
  if (!shown) return { kind: 'note', text: '' };
  const { ok, text } = shown.result;
  const said = oneLine(text);
  if (ran.length === 1) return { kind: 'ran', line: shown.line, ok, text: said };
  const count = ok ? `And ${ran.length - 1} more.` : `${failed.length} of ${ran.length} failed.`;
  return { kind: 'ran', line: shown.line, ok, text: `${count} ${said}`.trim() };
}

/** Whether an output takes more than one line, and is shown in full. */
export function isLong(text: string): boolean {
  return text.trim().split('\n').length > 1;
}

function oneLine(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ');
}
