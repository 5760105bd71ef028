import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { homeDirectory } from '../../store/home-directory.ts';
import { type Installation, type Program, type Scope, shellWord } from './plan.ts';
import { launchd } from './launchd.ts';
import { SYSTEM_USER, systemdSystem, systemdUser } from './systemd.ts';
import { windowsTask } from './windows-task.ts';

/** What is to be installed. */
export interface Wanted {
  readonly scope?: Scope | undefined;
  /** The group of those who may use the system's relay. */
  readonly admins?: string | undefined;
}

/** Returns the scope that holds where none is named: the system's for root, else the user's. */
export function defaultScope(): Scope {
  return process.geteuid?.() === 0 ? 'system' : 'user';
}

/** Returns how this machine starts programs by itself; undefined where that is not known. */
function serviceManagerOf(): 'systemd' | 'launchd' | 'tasks' | undefined {
  const { platform } = process;
  if (platform === 'darwin') return 'launchd';
  if (platform === 'win32') return 'tasks';
  // sd_booted(3)
  return platform === 'linux' && existsSync('/run/systemd/system') ? 'systemd' : undefined;
}

/** Returns the installation for this machine and user; undefined where no service manager is known. */
export function installationFor(program: Program, wanted: Wanted): Installation | undefined {
  const scope = wanted.scope ?? defaultScope();
  const home = homeDirectory();
  const { username: user, uid } = userInfo();
  switch (serviceManagerOf()) {
    case 'systemd':
      return scope === 'system'
        ? systemdSystem(program, wanted.admins ?? SYSTEM_USER)
        : systemdUser(program, home, configFolder(), user);
    case 'launchd':
      return launchd(program, { scope, home, userHome: homedir(), uid });
    case 'tasks':
      return windowsTask(program, { scope, home, user });
    case undefined:
      return undefined;
  }
}

/** Returns the line that starts the relay at boot where no service manager is known, for /etc/rc.local or a crontab. */
export function startLine({ node, launcher }: Program): string {
  return [
    `NETSH_HOME=${shellWord(homeDirectory())}`,
    ...[node, launcher, 'relay', 'start'].map(shellWord),
  ].join(' ');
}

/** Returns this user's configuration folder (XDG base directory specification). */
export function configFolder(): string {
  const named = process.env['XDG_CONFIG_HOME'];
  return named?.startsWith('/') ? named : join(homedir(), '.config');
}
