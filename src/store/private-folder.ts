import { rmdirSync } from 'node:fs';
import { win32 } from 'node:path';
import { messageOf } from '../errors/unknown.ts';
import { StoreError } from './store-error.ts';

/** A program to run, without a shell. */
export interface FolderCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Well-known identifiers: the system itself, and the administrators of the machine. */
const SYSTEM = '*S-1-5-18';
const ADMINISTRATORS = '*S-1-5-32-544';

/**
 * Returns the command that closes a folder of Windows to other users: nothing is inherited from above, and the user, the
 * system and administrators have all rights (icacls). Undefined for a folder in the user's profile, which is closed already.
 */
export function privateFolderCommand(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): FolderCommand | undefined {
  const { USERPROFILE: profile, USERDOMAIN: domain, USERNAME: name, SystemRoot: root } = env;
  if (profile && isBelow(folder, profile)) return undefined;
  const user = domain && name ? `${domain}\\${name}` : name;
  if (!user) return undefined;
  const all = [user, SYSTEM, ADMINISTRATORS].map((who) => `${who}:(OI)(CI)F`);
  return {
    command: win32.join(root || String.raw`C:\Windows`, 'System32', 'icacls.exe'),
    args: [folder, '/inheritance:r', '/grant:r', ...all, '/q'],
  };
}

/**
 * Closes a folder that was just made to other users of a Windows machine. Where that cannot be done, removes it and throws a
 * `StoreError`; one that the user has made is taken as it is.
 */
export function makePrivate(folder: string, env = process.env): void {
  const found = privateFolderCommand(folder, env);
  if (!found) return;
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    execFileSync(found.command, found.args, { stdio: 'ignore', windowsHide: true, timeout: 10_000 });
  } catch (error) {
    rmdirSync(folder);
    throw new StoreError(
      'storage',
      `The folder ${folder} is outside your profile and cannot be closed to other users. Make it yourself where they may see ` +
        `it, or let NETSH_HOME name a folder in your profile. icacls says: ${messageOf(error)}`,
      error,
    );
  }
}

/** Whether a folder of Windows is another one, or below it, whatever the case of its letters. */
function isBelow(folder: string, above: string): boolean {
  const way = win32.relative(above.toLowerCase(), folder.toLowerCase());
  return way === '' || (!way.startsWith('..') && !win32.isAbsolute(way));
}
