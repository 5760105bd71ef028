import { failureOf } from '../src/language/failure.ts';
import type { Outcome } from '../src/language/outcome.ts';
import { command, optional } from '../src/language/schema.ts';
import { ERRORS, fill } from '../src/errors/errors.ts';
import type { Done } from '../src/service/install/install.ts';
import { SCOPES } from '../src/service/install/plan.ts';
import type { Host, NetshCommand } from './host.ts';
import { groupOfUsers } from './values/machine.ts';
import { oneOf } from './values/word.ts';

const scope = optional(oneOf(SCOPES), "system: the machine's, shared by its administrators; user: yours.", {
  fallback: 'system for root, else user',
});
const force = optional(oneOf(['no', 'yes']), 'yes overwrites files that netsh did not write (default: no).', {
  fallback: 'no',
});

/** `relay install`: has the machine start the relay by itself. */
export const install: NetshCommand = command({
  name: 'install',
  text: 'Has this machine start the relay at boot.',
  tags: {
    scope,
    admins: optional(groupOfUsers, "Group whose members may use the system's relay.", {
      fallback: 'unchanged, at first netsh',
    }),
    force,
  },
  remarks: [
    'Writes what the service manager needs (systemd, launchd, a scheduled',
    'task of Windows), starts the relay, and says what it did. With --check',
    'it prints files and commands. Once more, it brings its own files up to',
    'date. help service tells what happens at boot, crash and upgrade.',
  ],
  examples: ['install --check', 'install', 'install scope=system admins=wheel'],
  action: async ({ scope: named, admins, force: forced }, host: Host) => {
    if (host.elsewhere !== undefined) return elsewhere();
    const { runInstall } = await import('../src/service/install/run-install.ts');
    const done = await runInstall(
      { scope: named, admins },
      { isTrial: host.isDryRun, force: forced === 'yes' },
      host.backend,
    );
    return outcome(done, host);
  },
});

/** `relay uninstall`: takes back what `install` did. */
export const uninstall: NetshCommand = command({
  name: 'uninstall',
  text: 'Has this machine no longer start the relay at boot.',
  tags: {
    scope,
    purge: optional(oneOf(['no', 'yes']), "yes removes the system's table and logs too (default: no).", {
      fallback: 'no',
    }),
    force,
  },
  remarks: [
    'Stops the relay that was installed, and removes what install wrote. The',
    'table of the system, and the user netsh whose it is, stay without',
    'purge=yes; your own table stays in any case.',
  ],
  examples: ['uninstall --check', 'uninstall', 'uninstall scope=system purge=yes'],
  action: async ({ scope: named, purge, force: forced }, host: Host) => {
    if (host.elsewhere !== undefined) return elsewhere();
    const { runUninstall } = await import('../src/service/install/run-install.ts');
    const how = { isTrial: host.isDryRun, force: forced === 'yes' };
    return outcome(await runUninstall({ scope: named }, how, purge === 'yes'), host);
  },
});

function elsewhere(): Outcome {
  return failureOf('foreground', fill(ERRORS.foreground.says.elsewhere, {}));
}

function outcome(done: Done, { isDryRun }: Host): Outcome {
  if (!done.ok) return failureOf(done.code, done.problem);
  return {
    kind: 'text',
    lines: ['', ...done.lines, ''],
    json: { changed: done.isNew && !isDryRun, lines: done.lines.filter((line) => line !== '') },
  };
}
