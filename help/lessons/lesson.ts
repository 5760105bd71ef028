import type { World } from './world.ts';

/** Whether something is so in the sandbox of a lesson, now. Never rejects. */
export type Judge = (world: World) => boolean | Promise<boolean>;

/** A mistake that many make in a step, and the answer to it. */
export interface Trap {
  /** Lines that fall into it, for tests. */
  readonly lines: readonly string[];
  readonly when: Judge;
  /** What happened, and what to do instead. */
  readonly says: string;
}

/** A way that solves a step beside what it is about. */
export interface Detour {
  /** Lines that take it, for tests. */
  readonly lines: readonly string[];
  readonly when: Judge;
  /** The way that was meant. */
  readonly says: string;
}

/** One step of a lesson. In all texts and lines `{name}` stands for the port of that name. */
export interface Step {
  /** What to do; the first sentence says it all. */
  readonly task: string;
  /** Two hints, from a nudge to nearly everything; the third is the solution. */
  readonly hints: readonly [string, string];
  /** Lines that solve it, as typed at the root: one way of many. */
  readonly solution: readonly string[];
  /** Holds when the step is solved, whatever was typed. */
  readonly goal: Judge;
  /** The goal may hold a moment after the line that brings it about: clients see the end of a connection later. */
  readonly settles?: true;
  /** One sentence after it: what was seen, or another way to write it. */
  readonly seen: string;
  readonly traps?: readonly Trap[];
  readonly detours?: readonly Detour[];
  /** Lines that are run, unseen, when the step begins. */
  readonly given?: readonly string[];
  /** Clients that connect when the step begins, by name: to which of the ports. */
  readonly clients?: Readonly<Record<string, string>>;
}

/** A server of the sandbox, which tells its name to whoever asks. */
interface ServerPlan {
  /** The address it listens on; without it 127.0.0.1. */
  readonly host?: '::1';
  /** So many ports in a row; without it 1. `{name}` is the first, `{nameMiddle}` the one after it, `{nameLast}` the last. */
  readonly count?: number;
}

/** A lesson: what stands ready, and its steps. */
export interface Lesson {
  /** One word, by which it can be called for. */
  readonly name: string;
  readonly title: string;
  /** What it is about, before the first step. */
  readonly about: string;
  readonly servers?: Readonly<Record<string, ServerPlan>>;
  /** Ports that are free when the lesson begins, by name: how many in a row. */
  readonly ports?: Readonly<Record<string, number>>;
  /** Files in the folder of the lesson. */
  readonly files?: Readonly<Record<string, string>>;
  /** Lines that are run, unseen, before the first step. */
  readonly given?: readonly string[];
  readonly steps: readonly Step[];
}
