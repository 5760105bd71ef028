import { messageOf } from '../errors/unknown.ts';
import type { Editing } from '../language/editing.ts';
import type { Sink } from '../shell/front-end.ts';
import type { SessionSettings } from '../shell/session-settings.ts';
import type { HomePaths } from '../store/home.ts';
import { readEditing, writeEditing } from '../store/shell-settings.ts';

/** Returns how a home directory keeps whose keys edit the line. */
export function editingOf(home: HomePaths): NonNullable<SessionSettings['editing']> {
  return {
    read: () => readEditing(home),
    write: (editing) => writeEditing(home, editing),
  };
}

/** Returns whose keys edit the line; where that cannot be read the reason is told, and they are those of Emacs. */
export function keptEditing(home: HomePaths, sink: Sink): Editing {
  try {
    return readEditing(home);
  } catch (error) {
    sink.err(`${messageOf(error)}\n`);
    return 'emacs';
  }
}
