/** The editors whose keys the shell knows. */
export const EDITINGS = ['emacs', 'vi'] as const;

/** An editor whose keys edit the line of the shell. */
export type Editing = (typeof EDITINGS)[number];
