/** A lesson as lists show it. */
interface LessonTitle {
  readonly name: string;
  readonly title: string;
  /** The number of its steps. */
  readonly steps: number;
}

/** What there is to learn, in its order. The lessons themselves (`lessons.ts`) are loaded when one is given. */
export const LESSON_TITLES: readonly LessonTitle[] = [
  { name: 'forward', title: 'Your first forward', steps: 4 },
  { name: 'contexts', title: 'Help and contexts', steps: 6 },
  { name: 'words', title: 'Tags, positions and short words', steps: 4 },
  { name: 'changing', title: 'set and delete', steps: 4 },
  { name: 'families', title: 'The four families', steps: 3 },
  { name: 'connections', title: 'Who is connected, and ending it', steps: 5 },
  { name: 'listening', title: 'Why it does not listen', steps: 4 },
  { name: 'scripts', title: 'Scripts, dump and replay', steps: 3 },
  { name: 'offline', title: 'Offline, commit and abort', steps: 5 },
  { name: 'ranges', title: 'Ranges of ports', steps: 3 },
  { name: 'access', title: 'Who may connect', steps: 4 },
  { name: 'windows', title: 'Moving from a Windows machine', steps: 4 },
  { name: 'aliases', title: 'Aliases and filters', steps: 4 },
];
