import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { EDITINGS, type Editing } from '../language/editing.ts';
import { isRecord } from '../portproxy/is-record.ts';
import { checkHome } from './check-home.ts';
import { type HomePaths, prepareHome } from './home.ts';
import { parseJsonText } from './json-text.ts';
import { readOwnFile } from './own-file.ts';
import { realFile } from './real-file.ts';
import { storeFault } from './store-error.ts';

/** Longest file that is read, in bytes. */
const MAX_BYTES = 64 * 1024;

/**
 * Returns whose keys edit the line of the shell; `emacs` where the home directory has no settings of the shell, or some that are not
 * understood. Throws a `StoreError`.
 */
export function readEditing(paths: HomePaths): Editing {
  checkHome(paths);
  const { editing } = readSettings(paths);
  return EDITINGS.find((one) => one === editing) ?? 'emacs';
}

/** Keeps whose keys edit the line of the shell; settings of later versions stay. Throws a `StoreError`. */
export function writeEditing(paths: HomePaths, editing: Editing): void {
  try {
    prepareHome(paths);
    const file = realFile(paths.shell);
    const unready = `${file}.${process.pid}.new`;
    const settings = { ...readSettings(paths), editing };
    writeFileSync(unready, `${JSON.stringify(settings, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(unready, file);
  } catch (error) {
    throw storeFault(error, `The settings of the shell ${paths.shell} cannot be written`);
  }
}

function readSettings({ shell }: HomePaths): Readonly<Record<string, unknown>> {
  const what = `The settings of the shell ${shell} cannot be read`;
  const text = readOwnFile(realFile(shell), what, (fd, size) =>
    size > MAX_BYTES ? '' : readFileSync(fd, 'utf8'),
  );
  try {
    const value = parseJsonText(text ?? '');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
