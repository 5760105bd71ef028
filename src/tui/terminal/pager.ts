import { spawn } from 'node:child_process';
import { visibleText } from '../../language/visible.ts';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { textWidth } from '../line/width.ts';
import type { LendTerminal } from '../../shell/front-end.ts';
import type { Output } from '../output.ts';
import { type PagerTerminal, showPaged } from './built-in-pager.ts';

/** A pager, for output that is longer than the screen. */
export interface Paging {
  readonly isLong: (text: string) => boolean;
  /** Shows a text, until the user leaves it; `fromEnd`: its last page first, where the pager is ours. */
  readonly page: (text: string, fromEnd: boolean) => Promise<void>;
}

/** Output that is held back for the pager. */
export interface PagedOutput extends Pick<Output, 'out' | 'err'> {
  /** The pager begins at the end. */
  showEnd(): void;
  /** Ends the command's output: writes what was held back, or shows it by the pager if it is longer than the screen. */
  finish(): Promise<void>;
}

/** Output is held back for so long, ms; then a command writes straight to the terminal. */
const HOLD_MS = 250;
/** At most so much is held back, in UTF-16 units. */
const MAX_HELD = 16_000_000;

/** Holds output back for a moment, so that the pager can show it where it is longer than the screen. */
export function holdForPager(output: Output, paging: Paging): PagedOutput {
  let held: { readonly to: 'out' | 'err'; readonly text: string }[] | undefined = [];
  let length = 0;
  let fromEnd = false;
  const timer = setTimeout(release, HOLD_MS);

  function release(): void {
    clearTimeout(timer);
    const texts = held ?? [];
    held = undefined;
    for (const { to, text } of texts) output[to](text);
  }

  function hold(to: 'out' | 'err', text: string): void {
    if (!held) return output[to](text);
    held.push({ to, text });
    length += text.length;
    if (length > MAX_HELD) release();
  }

  return {
    out: (text) => hold('out', text),
    err: (text) => hold('err', text),
    showEnd: () => (fromEnd = true),
    async finish() {
      const text = (held ?? []).flatMap((one) => (one.to === 'out' ? [one.text] : [])).join('');
      if (paging.isLong(text)) {
        clearTimeout(timer);
        // What is no answer is not for reading page by page: it stands below, where the user looks next.
        held = held?.filter(({ to }) => to === 'err');
        await paging.page(text, fromEnd);
      }
      release();
    },
  };
}

/**
 * Returns the pager of `$NETSH_PAGER` or `$PAGER`, `less` for a user who has set its options in `$LESS`, else one of our
 * own: to somebody who does not know that he is in less, it eats the next command. Undefined where NETSH_PAGER is empty.
 * Another program gets the terminal while it runs.
 */
export function pagerOf({
  env,
  lend,
  ...terminal
}: PagerTerminal & { readonly env: NodeJS.ProcessEnv; readonly lend: LendTerminal }): Paging | undefined {
  const { stdout } = terminal;
  const own = env['NETSH_PAGER'];
  if (own === '') return undefined;
  return {
    isLong: (text) => isLonger(text, stdout.columns, stdout.rows),
    async page(text, fromEnd) {
      const command = own ?? (env['PAGER'] || (env['LESS'] ? 'less' : undefined));
      const isThere = command !== undefined && isFound(command, env);
      const isShown = isThere && (await lend(() => runPager(command, text, { ...LESS, ...env })));
      if (!isShown) await showPaged(visibleText(text), terminal, fromEnd);
    },
  };
}

/**
 * Whether the shell finds the program of a command line. Asked on Windows only: its cmd answers 1 for one that it does not
 * find, as a pager may that has shown the text.
 */
export function isFound(
  command: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (platform !== 'win32') return true;
  const [, quoted, plain] = /^\s*(?:"([^"]*)"|(\S+))/.exec(command) ?? [];
  return isOnPath(quoted ?? plain ?? '', env, platform);
}

/** Whether a program is in a folder of PATH; on Windows with one of the endings of PATHEXT, and also by a path. */
function isOnPath(
  program: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): boolean {
  const isWindows = platform === 'win32';
  const isPath = isWindows && /[\\/]/.test(program);
  const endings = isWindows ? ['', ...(env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
  const folders = isPath ? ['.'] : (env['PATH'] ?? '').split(isWindows ? ';' : ':').filter(Boolean);
  return folders.some((folder) =>
    endings.some((ending) => canRun(isPath ? program + ending : path.join(folder, program + ending))),
  );
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Whether a text takes more rows than a terminal has, with one for the prompt. */
export function isLonger(text: string, columns: number, rows: number): boolean {
  let left = rows - 1;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    left -= Math.max(1, Math.ceil(textWidth(line) / columns));
    if (left < 0) return true;
  }
  return false;
}

/** Less leaves at once what fits, keeps colours, and leaves the text on the screen, unless the user says otherwise. */
const LESS = { LESS: 'FRX' };

/** Shows a text with the user's pager; false if it cannot be started. The terminal must be as a program finds it. */
function runPager(command: string, text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(command, {
    shell: true,
    stdio: ['pipe', 'inherit', 'inherit'],
    env,
  });
  child.on('error', () => resolve(false));
  child.on('close', (code) => resolve(code !== 127));
  // A pager may be left before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(visibleText(text));
  return promise;
}
