import type { Detour, Lesson, Step, Trap } from '../../help/lessons/lesson.ts';
import type { Ran } from '../../help/lessons/world.ts';
import { pause } from '../async/pause.ts';
import type { Stage } from './stage.ts';

/** A lesson that is given: where it stands and what is said next. */
export interface TutorParts {
  readonly lesson: Lesson;
  /** Its number, from 1. */
  readonly number: number;
  readonly stage: Pick<Stage, 'fill' | 'reset' | 'begin' | 'solve' | 'solutionLines' | 'world'>;
  /** Gets each step, from 0, that was solved without `skip`; returns why it could not be noted. */
  readonly onSolved: (step: number) => string | undefined;
  /** Says where to go on when the lesson is over. */
  readonly ending: () => string;
}

/** What a line brings about may take so long to be seen, ms. */
const SETTLE_MS = 2000;
const EVERY_MS = 20;
/** After so many lines in a step that solved nothing, the learner is told of `hint`. */
const LINES_UNTIL_HELP = 4;

/** Leads through the steps of a lesson and judges each line by what it has brought about. */
export class Tutor {
  readonly #parts: TutorParts;
  #at = 0;
  #hints = 0;
  #ran: Ran[] = [];
  /** A list that is still open has solved the step before this one, and hides what is said of that. */
  #isSolvedByLook = false;

  constructor(parts: TutorParts) {
    this.#parts = parts;
  }

  /** Begins the lesson; resolves with what is to be said. */
  async open(): Promise<readonly string[]> {
    const { lesson, number, stage } = this.#parts;
    await stage.reset();
    return [
      `Lesson ${number}: ${lesson.title}`,
      stage.fill(lesson.about),
      'Your own table stays as it is. hint helps, skip and back go through the steps, exit leaves.',
      ...(await this.#begin(0)),
    ];
  }

  /** The task in one sentence, and where it stands; undefined when the lesson is over. */
  get brief(): string | undefined {
    const step = this.#step;
    if (!step) return undefined;
    const [sentence = ''] = this.#parts.stage.fill(step.task).split(/(?<=\.)\s/);
    return `${this.#isSolvedByLook ? 'Done. ' : ''}${this.#place} (hint, skip, back, exit): ${sentence}`;
  }

  /** Returns the task again. */
  task(): readonly string[] {
    const step = this.#step;
    return step ? [`${this.#place}: ${this.#parts.stage.fill(step.task)}`] : [this.#parts.ending()];
  }

  /** Judges a line that has run; resolves with what is to be said. */
  async judge(ran: Ran): Promise<readonly string[]> {
    const step = this.#step;
    if (!step) return [];
    this.#ran.push(ran);
    this.#isSolvedByLook = false;
    const { stage } = this.#parts;
    const verdict = await this.#verdict(step, ran);
    if (verdict === 'solved') return this.#solved(step);
    if (verdict) return [stage.fill(verdict.says)];
    const isLost = this.#ran.length % LINES_UNTIL_HELP === 0 && this.#hints === 0;
    return isLost ? [`Not solved yet. hint helps. ${this.#place}: ${stage.fill(step.task)}`] : [];
  }

  /** Judges help that was looked at without a line that runs: it may solve the step, and is never a mistake. */
  async judgeLook(ran: Ran): Promise<readonly string[]> {
    const step = this.#step;
    if (!step) return [];
    const world = await this.#parts.stage.world([...this.#ran, ran]);
    if (!(await step.goal(world))) return [];
    const said = await this.#solved(step);
    this.#isSolvedByLook = true;
    return said;
  }

  /** Returns the next hint; the last shows a line that solves the step. */
  hint(): readonly string[] {
    const step = this.#step;
    if (!step) return this.task();
    const { stage } = this.#parts;
    const text = step.hints[this.#hints];
    this.#hints += 1;
    if (text !== undefined) return [stage.fill(text)];
    return ['One way:', ...stage.solutionLines(step).map((line) => `  ${line}`)];
  }

  /** Solves the step in the place of the learner, and goes on. */
  async skip(): Promise<readonly string[]> {
    const step = this.#step;
    if (!step) return this.task();
    const { stage } = this.#parts;
    const lines = stage.solutionLines(step).map((line) => `  ${line}`);
    await stage.solve(step);
    return ['Done for you:', ...lines, ...(await this.#begin(this.#at + 1))];
  }

  /** Begins this step anew; where nothing was typed in it, the one before. */
  async back(): Promise<readonly string[]> {
    const { lesson, stage } = this.#parts;
    // Who has only asked for help has done nothing yet in this step.
    const isBegun = this.#ran.some(({ kind, line }) => kind !== 'help' || !/(?:\?|\bhelp)\s*$/i.test(line));
    const to = isBegun && this.#step ? this.#at : Math.max(0, this.#at - 1);
    await stage.reset();
    for (const step of lesson.steps.slice(0, to)) {
      await stage.begin(step);
      await stage.solve(step);
    }
    return ['Everything is as it was when this step began.', ...(await this.#begin(to))];
  }

  get #step(): Step | undefined {
    return this.#parts.lesson.steps[this.#at];
  }

  get #place(): string {
    return `Step ${this.#at + 1} of ${this.#parts.lesson.steps.length}`;
  }

  async #begin(at: number): Promise<readonly string[]> {
    this.#at = at;
    this.#hints = 0;
    this.#ran = [];
    this.#isSolvedByLook = false;
    const step = this.#step;
    if (step) await this.#parts.stage.begin(step);
    return ['', ...this.task()];
  }

  async #solved(step: Step): Promise<readonly string[]> {
    const { stage } = this.#parts;
    const problem = this.#parts.onSolved(this.#at);
    const detour = await this.#detour(step);
    const said = detour === undefined ? step.seen : `${detour.says} ${step.seen}`;
    const done = [`Done. ${stage.fill(said)}`, ...(problem === undefined ? [] : [problem])];
    return [...done, ...(await this.#begin(this.#at + 1))];
  }

  async #detour({ detours = [] }: Step): Promise<Detour | undefined> {
    const world = await this.#parts.stage.world(this.#ran);
    for (const detour of detours) if (await detour.when(world)) return detour;
    return undefined;
  }

  /** Returns whether a step is solved, or the trap that the learner is in; undefined for neither. */
  async #verdict(step: Step, ran: Ran): Promise<'solved' | Trap | undefined> {
    const isEnding = ran.ok && ran.kind === 'command' && step.settles === true;
    const until = performance.now() + (isEnding ? SETTLE_MS : 0);
    for (;;) {
      const world = await this.#parts.stage.world(this.#ran);
      if (ran.ok && ran.kind !== 'nothing' && (await step.goal(world))) return 'solved';
      for (const trap of step.traps ?? []) if (await trap.when(world)) return trap;
      if (performance.now() >= until) return undefined;
      await pause(EVERY_MS);
    }
  }
}
