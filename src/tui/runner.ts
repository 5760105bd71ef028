import type { Editing } from '../language/editing.ts';
import type { FrontEnd, LendTerminal, Sink } from '../shell/front-end.ts';
import type { Shell } from '../shell/shell.ts';
import { keyOverview } from './keys/table.ts';
import { viKeyOverview } from './keys/vi/overview.ts';
import type { LineEnd } from './model/state.ts';
import type { TerminalOutput } from './options.ts';
import type { Output } from './output.ts';
import type { DivertKeys } from './terminal/built-in-pager.ts';
import { type Paging, holdForPager, pagerOf } from './terminal/pager.ts';

/** Runs lines of a shell, one at a time. */
export interface Runner {
  /** Runs a line; its output goes to the terminal, or to the pager where it is longer than the screen. */
  readonly run: (line: string) => Promise<LineEnd>;
  /** Interrupts the line that runs; without one, nothing happens. */
  readonly interrupt: () => void;
}

/** The parts of a runner. */
export interface RunnerParts {
  readonly shell: Shell;
  readonly output: Output;
  readonly terminal: {
    readonly stdout: TerminalOutput;
    readonly env: NodeJS.ProcessEnv;
    readonly lend: LendTerminal;
    readonly divert: DivertKeys;
    readonly signs: (text: string) => string;
  };
  readonly setPanel: NonNullable<FrontEnd['setPanel']>;
  /** Whose keys edit the line, and how that changes. */
  readonly editing: () => Editing;
  readonly setEditing: (editing: Editing) => void;
}

/** Creates a runner. */
export function createRunner({ shell, output, terminal, ...own }: RunnerParts): Runner {
  const paging: Paging | undefined = pagerOf(terminal);
  let running: AbortController | undefined;

  async function run(line: string): Promise<LineEnd> {
    const abort = new AbortController();
    running = abort;
    const held = paging && holdForPager(output, paging);
    const gate = createGate(held ?? output);
    const helpTopic = (topic: string) => keysTopic(topic, own.editing());
    const showEnd = held && (() => held.showEnd());
    const front: FrontEnd = {
      ...gate,
      ...(showEnd && { showEnd }),
      ...own,
      helpTopic,
      lendTerminal: terminal.lend,
      hasOffers: true,
    };
    const { ok, leave, said } = await shell.run(line, front, abort.signal);
    gate.close();
    await held?.finish();
    if (said !== undefined) output.out(said);
    running = undefined;
    output.endLine();
    return { ok, leave, isInterrupted: abort.signal.aborted };
  }

  return { run, interrupt: () => running?.abort() };
}

/** Output that can be closed: a command that was interrupted and goes on must not write over the prompt. */
function createGate(sink: Sink): Sink & { close(): void } {
  let isOpen = true;
  return {
    out: (text) => isOpen && sink.out(text),
    err: (text) => isOpen && sink.err(text),
    close() {
      isOpen = false;
    },
  };
}

/** `help keys` is about the keyboard, which only this shell has. */
function keysTopic(topic: string, editing: Editing): readonly string[] | undefined {
  if (topic !== 'keys') return undefined;
  return ['', ...(editing === 'vi' ? viKeyOverview() : keyOverview()), ''];
}
