/**
 * What does the job of a command of Windows on a system: a text, or one for each situation, of which the first that holds is
 * told. A situation is `tag` (the line gives it), `tag=value`, or `else`.
 *
 * A text is a sentence, or a command for the system's shell, with a remark behind ` # ` where there is one. `{tag}` is replaced by the value of the line, or by TAG where the line gives none that is safe to
 * repeat; `[…]` is left out where a value in it is not given. Beside the tags there are `{system}` and the values of `given.ts`.
 */
export type Advice = string | Readonly<Record<string, string>>;

/** A command, or a whole context, of Windows' netsh that this one does not emulate. */
export interface UnemulatedRow {
  /** Its words in full, from the root. A line with more words than any row belongs to the longest row that begins it. */
  readonly words: string;
  /** Tags in the order of their positions. */
  readonly tags?: string;
  readonly linux: Advice;
  readonly macos: Advice;
}

/** Whether a text is a sentence: it begins with a capital, or with the name of the system. */
export function isSentence(text: string): boolean {
  return /^([A-Z]|macOS |\{system\})/.test(text);
}

/** Returns advice that holds on every system. */
export function everywhere(advice: Advice): Pick<UnemulatedRow, 'linux' | 'macos'> {
  return { linux: advice, macos: advice };
}
