import path from 'node:path';
import type { TestHome } from '../program/netsh.ts';

/** A line of a script, and what netsh says of it. */
export interface Judged {
  readonly number: number;
  readonly text: string;
  /** It stands in the block of a context that was not found. */
  readonly isSkipped: boolean;
  /** The error in one line; undefined where the line is good. */
  readonly problem: string | undefined;
}

/** Has netsh check a script, and returns its lines without blank ones and comments. `text` is the script as decoded. */
export async function judge(home: TestHome, file: string, text: string): Promise<readonly Judged[]> {
  // Without a path there is no ssh, so that no line asks for another machine.
  const ran = await home.netsh(['-f', file, '--check', '--echo'], { env: { PATH: '' } });
  const problems = new Map<number, string>();
  for (const line of ran.err.split('\n')) {
    const found = /^:(\d+): (.*)$/.exec(line.slice(file.length));
    if (line.startsWith(file) && found) problems.set(Number(found[1]), found[2]!);
  }
  const echoed = ran.out.split('\n').flatMap((line) => /^netsh[a-z0-9 ]*>(.*)$/.exec(line)?.[1] ?? []);
  let at = 0;
  const lines = text.split(/\r\n|\n|\r/).map((line, index) => {
    const isSkipped = echoed[at] !== line.replaceAll('\t', '\uFFFD');
    if (!isSkipped) at++;
    const shown = problems.get(index + 1);
    return { number: index + 1, text: line, isSkipped, problem: shown && withoutLine(shown, line.trim()) };
  });
  if (at !== echoed.length) throw new Error(`${path.basename(file)}: line ${at} of the echo was not found.`);
  return lines.filter((line) => !/^\s*(#|rem\b|$)/i.test(line.text));
}

/** Takes away the line itself, which stands before its problem and may be cut. */
function withoutLine(shown: string, line: string): string {
  return shown.slice(Math.min(line.length, 301)).replace(/^.*?: /, '');
}
