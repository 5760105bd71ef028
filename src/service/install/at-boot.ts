import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { isSystemHome } from '../../store/system-home.ts';
import { configFolder } from './choose.ts';
import { propertyList } from './launchd.ts';
import type { PlannedCommand } from './plan.ts';
import { SYSTEM_UNIT, UNIT, unitWord, userUnit } from './systemd.ts';

/** How the relay of a home directory starts by itself. */
export interface AtBoot {
  /** `boot`: with the machine; `login`: with the user's session; `never`: installed, and disabled. */
  readonly when: 'boot' | 'login' | 'never';
  /** The name of what starts it, such as `netsh.service`. */
  readonly by: string;
  /** The command that starts it now; absent where only the machine itself does. */
  readonly start?: PlannedCommand | undefined;
  /** The command that has a new process take over the one that runs, and starts it where none does. */
  readonly restart?: PlannedCommand | undefined;
}

/** Returns how the relay of a home directory starts by itself; undefined where it is not installed, or that is not known. */
export function atBoot(home: string): AtBoot | undefined {
  if (process.platform === 'darwin') return byLaunchd(home);
  if (process.platform !== 'linux') return undefined;
  if (isSystemHome(home)) {
    if (!existsSync(SYSTEM_UNIT)) return undefined;
    const when = isEnabled(SYSTEM_UNIT) ? 'boot' : 'never';
    return { when, by: UNIT, ...commandsOf(['systemctl']) };
  }
  const unit = userUnit(configFolder());
  if (!textOf(unit).includes(`\nEnvironment=${unitWord(`NETSH_HOME=${home}`)}\n`)) return undefined;
  const lingers = existsSync(join('/var/lib/systemd/linger', userInfo().username));
  const when = isEnabled(unit) ? (lingers ? 'boot' : 'login') : 'never';
  return { when, by: `user unit ${UNIT}`, ...commandsOf(['systemctl', '--user']) };
}

/** A unit is reloaded by `relay restart`, in the unit itself. */
function commandsOf(words: readonly [string, ...string[]]): Pick<AtBoot, 'start' | 'restart'> {
  return {
    start: { words: [...words, 'start', UNIT] },
    restart: { words: [...words, 'reload-or-restart', UNIT] },
  };
}

function byLaunchd(home: string): AtBoot | undefined {
  for (const scope of ['user', 'system'] as const) {
    const path = propertyList(scope, homedir());
    if (textOf(path).includes(home)) return { when: scope === 'user' ? 'login' : 'boot', by: path };
  }
  return undefined;
}

/** Whether a unit is wanted by a target: `systemctl enable` makes a link in a folder `TARGET.wants` beside it. */
function isEnabled(unit: string): boolean {
  try {
    const folder = dirname(unit);
    const wants = readdirSync(folder).filter((name) => name.endsWith('.wants'));
    return wants.some((name) => readdirSync(join(folder, name)).includes(UNIT));
  } catch {
    return false;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
