import { readFileSync } from 'node:fs';
import { programName } from '../../errors/program.ts';
import { homeDirectory } from '../../store/home-directory.ts';
import type { ProcessBackend } from '../contract/backend.ts';
import { type Wanted, defaultScope, installationFor, startLine } from './choose.ts';
import { type Done, type How, install, uninstall } from './install.ts';
import type { Scope } from './plan.ts';
import { systemProgramProblem, thisProgram } from './program.ts';
import { runCommand } from './run-command.ts';
import { SYSTEM_UNIT } from './systemd.ts';

/** How long connections of a relay that was started on demand may finish before the installed one takes its place, ms. */
const DRAIN_MS = 10_000;

/** Installs the relay on this machine; `backend` ends one that was started on demand for the same table. Never rejects. */
export async function runInstall(wanted: Wanted, how: How, backend: ProcessBackend): Promise<Done> {
  const scope = wanted.scope ?? defaultScope();
  const program = thisProgram();
  const admins = wanted.admins ?? groupBefore();
  const plan = installationFor(program, { scope, admins });
  if (!plan) return { ok: false, code: 'start', problem: noManager(startLine(program)) };
  const problem =
    (await scopeProblem(scope, wanted.admins, how)) ??
    (scope === 'system' ? systemProgramProblem(program) : undefined);
  if (problem) return typeof problem === 'string' ? { ok: false, code: 'start', problem } : problem;
  if (!how.isTrial && scope === 'user') await endOnDemand(backend);
  const done = await install(plan, how);
  if (!done.ok || how.isTrial) return done;
  const told = done.isNew
    ? [`The relay is installed (${plan.by}). To undo that: ${programName()} relay uninstall`, ...plan.remarks]
    : [`The relay is installed already (${plan.by}), and its files are up to date.`];
  return { ...done, lines: [...done.lines, '', ...told] };
}

/** Takes the relay's installation away. Never rejects. */
export async function runUninstall(wanted: Wanted, how: How, purge: boolean): Promise<Done> {
  const scope = wanted.scope ?? defaultScope();
  const plan = installationFor(thisProgram(), { scope });
  if (!plan)
    return {
      ok: false,
      code: 'start',
      problem: 'No service manager that netsh knows runs here, so nothing is installed.',
    };
  const problem = await scopeProblem(scope, undefined, how);
  if (problem) return problem;
  const done = await uninstall(plan, how, purge);
  if (!done.ok) return done;
  if (!done.isNew) return { ...done, lines: ['The relay is not installed.'] };
  const kept =
    purge || plan.data.length === 0 ? [] : [`The table stays in ${plan.data[0]}; purge=yes removes it too.`];
  const told = how.isTrial ? [] : ['The relay is not installed any more.'];
  return { ...done, lines: [...done.lines, '', ...told, ...kept] };
}

async function scopeProblem(
  scope: Scope,
  admins: string | undefined,
  { isTrial }: How,
): Promise<Extract<Done, { ok: false }> | undefined> {
  if (scope === 'user') {
    return admins === undefined
      ? undefined
      : {
          ok: false,
          code: 'invalid',
          problem: 'admins goes with scope=system: your own relay is yours alone.',
        };
  }
  if (!isTrial && process.geteuid !== undefined && process.geteuid() !== 0)
    return {
      ok: false,
      code: 'elevation',
      problem: 'Only root installs the relay of the system. Use sudo, or scope=user for your own.',
    };
  if (admins === undefined || admins === 'netsh') return undefined;
  const missing = await runCommand({ words: ['getent', 'group', admins] });
  return missing === undefined
    ? undefined
    : {
        ok: false,
        code: 'absent',
        problem: `The group ${admins} was not found. Make it first, such as by: groupadd ${admins}`,
      };
}

/** Returns the group of the unit that is there, which a new installation keeps. */
function groupBefore(): string | undefined {
  try {
    return /^Group=([\w.-]+)$/m.exec(readFileSync(SYSTEM_UNIT, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Ends a relay that was started on demand for this user's table: the installed one needs its place. */
async function endOnDemand(backend: ProcessBackend): Promise<void> {
  const status = await backend.status();
  if (status.running && status.home === homeDirectory()) await backend.stop({ drainMs: DRAIN_MS });
}

function noManager(line: string): string {
  return (
    'No service manager that netsh knows runs here. To start the relay at boot, put this line into /etc/rc.local, or after ' +
    `@reboot into a crontab (there, write \\% for each %):\n${line}`
  );
}
