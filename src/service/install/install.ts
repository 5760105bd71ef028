import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, messageOf } from '../../errors/unknown.ts';
import { type Installation, type PlannedCommand, type PlannedFile, shellLine } from './plan.ts';
import { runCommand } from './run-command.ts';
import { originOf } from './stamp.ts';
import { REMOVE_USER, SYSTEM_UNIT } from './systemd.ts';

/** The codes with which an installation is refused or fails. */
type InstallCode = 'exists' | 'storage' | 'start' | 'invalid' | 'elevation' | 'absent';

/** What was done, or would be: lines for people; or a sentence that says why not. */
export type Done =
  | { readonly ok: true; readonly lines: readonly string[]; readonly isNew: boolean }
  | { readonly ok: false; readonly code: InstallCode; readonly problem: string };

/** How it is done. `isTrial`: nothing is changed. `force`: files that were not written here are overwritten too. */
export interface How {
  readonly isTrial: boolean;
  readonly force: boolean;
}

/**
 * Writes the files of an installation that differ, and runs its commands. A file that it did not write, or that somebody has
 * changed since, stays without `force`; then nothing is done at all. Never rejects.
 */
export async function install(plan: Installation, { isTrial, force }: How): Promise<Done> {
  const found = plan.files.map((file) => ({ file, state: stateOf(file) }));
  for (const { file, state } of found) {
    if ((state === 'foreign' || state === 'changed') && !force)
      return { ok: false, code: 'exists', problem: kept(file, state) };
  }
  const differing = found.filter(({ state }) => state !== 'same');
  const lines = differing.flatMap(({ file, state }) => [
    `${state === 'absent' ? 'New file' : 'Changed file'}: ${file.path}`,
    ...(isTrial ? ['', ...file.text.trimEnd().split('\n').map(indented), ''] : []),
  ]);
  if (isTrial)
    return { ok: true, lines: [...lines, ...plan.commands.map(told)], isNew: differing.length > 0 };
  for (const { file } of differing) {
    const problem = write(file);
    if (problem !== undefined) return { ok: false, code: 'storage', problem };
  }
  const problem = await runAll(plan.commands, lines);
  return problem === undefined
    ? { ok: true, lines, isNew: differing.length > 0 }
    : { ok: false, code: 'start', problem };
}

/**
 * Takes an installation away: ends its service, removes the files. Without `purge` the folders with the table and logs
 * stay, and so does the user whose they are. Never rejects.
 */
export async function uninstall(plan: Installation, { isTrial, force }: How, purge: boolean): Promise<Done> {
  const found = plan.files.map((file) => ({ file, state: stateOf(file) }));
  const there = found.filter(({ state }) => state !== 'absent');
  if (there.length === 0) return { ok: true, lines: [], isNew: false };
  const foreign = there.find(({ state }) => state === 'foreign');
  if (foreign && !force) return { ok: false, code: 'exists', problem: kept(foreign.file, 'foreign') };
  const files = there.map(({ file }) => file.path);
  const isSystem = files.includes(SYSTEM_UNIT);
  const folders = purge ? plan.data : [];
  const last = [...plan.removal.after, ...(purge && isSystem ? REMOVE_USER : [])];
  const lines: string[] = [];
  const removed = [...files, ...folders].map((path) => `Removed: ${path}`);
  if (isTrial)
    return {
      ok: true,
      lines: [...plan.removal.before.map(told), ...removed, ...last.map(told)],
      isNew: true,
    };
  const problem = await runAll(plan.removal.before, lines);
  if (problem !== undefined) return { ok: false, code: 'start', problem };
  try {
    for (const path of [...files, ...folders]) rmSync(path, { recursive: true, force: true });
  } catch (error) {
    return { ok: false, code: 'storage', problem: `${messageOf(error)}.` };
  }
  lines.push(...removed);
  const late = await runAll(last, lines);
  return late === undefined ? { ok: true, lines, isNew: true } : { ok: false, code: 'start', problem: late };
}

type State = 'absent' | 'same' | ReturnType<typeof originOf>;

function stateOf({ path, text }: PlannedFile): State {
  const there = textOf(path);
  if (there === undefined) return 'absent';
  return there === text ? 'same' : originOf(there);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    return '';
  }
}

function kept({ path }: PlannedFile, state: 'foreign' | 'changed'): string {
  const why = state === 'foreign' ? 'was not written by netsh' : 'was changed since netsh wrote it';
  return `${path} ${why}, and stays as it is. To overwrite it: force=yes`;
}

/** Writes a file that is there whole or not at all; returns a sentence where it cannot. */
function write({ path, text }: PlannedFile): string | undefined {
  const partial = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(partial, text, { flag: 'wx' });
    chmodSync(partial, 0o644);
    renameSync(partial, path);
    return undefined;
  } catch (error) {
    rmSync(partial, { force: true });
    return `${path} cannot be written: ${messageOf(error)}.`;
  }
}

/** Runs commands in their order and adds a line for each; returns a sentence where one failed. */
async function runAll(commands: readonly PlannedCommand[], lines: string[]): Promise<string | undefined> {
  for (const command of commands) {
    lines.push(told(command));
    const problem = await runCommand(command);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function told(command: PlannedCommand): string {
  return `Command: ${shellLine(command)}`;
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
