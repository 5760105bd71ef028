import { access } from './access.ts';
import { aliases } from './aliases.ts';
import { changing } from './changing.ts';
import { connections } from './connections.ts';
import { contexts } from './contexts.ts';
import { families } from './families.ts';
import { firstForward } from './forward.ts';
import type { Lesson } from './lesson.ts';
import { listening } from './listening.ts';
import { offline } from './offline.ts';
import { ranges } from './ranges.ts';
import { scripts } from './scripts.ts';
import { windows } from './windows.ts';
import { words } from './words.ts';

/** All lessons, in their order. `titles.ts` lists them for who does not give them. */
export const LESSONS: readonly Lesson[] = [
  firstForward,
  contexts,
  words,
  changing,
  families,
  connections,
  listening,
  scripts,
  offline,
  ranges,
  access,
  windows,
  aliases,
];
