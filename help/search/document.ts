/** Something that help can find, and the texts in which it looks. */
export interface HelpDocument {
  readonly kind: 'command' | 'context' | 'topic' | 'lesson';
  /** The words to type for it from the root on, such as `interface portproxy add v4tov4`, `help ranges`, or `learn ranges`. */
  readonly words: readonly string[];
  /** One line about it. */
  readonly text: string;
  /** What it is found by. */
  readonly fields: readonly Field[];
}

/** Texts that count alike. */
interface Field {
  readonly weight: number;
  readonly texts: readonly string[];
}

/** What a word counts where it is found: a name says more of a thing than a remark about it. */
export const WEIGHT = {
  leads: 16,
  name: 12,
  also: 9,
  tag: 6,
  text: 5,
  place: 3,
  example: 2,
  body: 2,
} as const;
