import { foreignLines } from './foreign-text.ts';

/** How ssh ended, and its last output. */
export interface Ended {
  /** Exit code; null where a signal ended it, or it could not be run. */
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be run at all. */
  readonly notRun?: Error | undefined;
  /** Standard error, and the part of standard output that was no message. */
  readonly stderr: string;
  readonly foreign: string;
}

/** Exit codes of ssh and of shells that say why (ssh(1), POSIX shells). */
const CODES: Readonly<Record<number, (machine: string) => string>> = {
  126: (machine) => `The shell of ${machine} finds netsh-shell but cannot run it.`,
  127: (machine) =>
    `netsh-shell was not found on ${machine}. Check with: ssh ${machine} netsh-shell --version`,
  255: (machine) => `ssh has no connection to ${machine}.`,
};

/** Returns why the link has ended, in lines: our own sentences first, then the output of ssh and the other machine. */
export function endedText(machine: string, isConnected: boolean, ended: Ended): string {
  const { code, signal, notRun, stderr, foreign } = ended;
  if (notRun) return `Cannot run ssh, which connects to ${machine}: ${notRun.message}.`;
  if (signal === 'SIGINT') return `The connection to ${machine} was interrupted.`;
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const first = isConnected
    ? `The connection to ${machine} has ended (ssh: ${how}).`
    : `${code === 255 ? 'Cannot reach' : 'No netsh answers on'} ${machine} (ssh: ${how}).`;
  const known = code === null ? undefined : CODES[code]?.(machine);
  const why = known ?? (isConnected ? undefined : notOurs(machine));
  return [first, ...(why === undefined ? [] : [why]), ...foreignLines(stderr), ...foreignLines(foreign)].join(
    '\n',
  );
}

/** Returns the lines for a machine where another program than the bridge's server answers. */
export function notOursText(machine: string, foreign: string, stderr: string): string {
  return [
    `The program that answers on ${machine} is not netsh. It says:`,
    ...foreignLines(foreign),
    ...foreignLines(stderr),
  ].join('\n');
}

/** Returns the lines for a machine that has not answered for so long, in ms, with the output of it and of ssh so far. */
export function lateText(machine: string, ms: number, foreign: string, stderr: string): string {
  const said = [...foreignLines(foreign), ...foreignLines(stderr)];
  const first = `${machine} has not answered for ${ms / 1000} seconds.`;
  return (said.length > 0 ? [`${first} So far it has said:`, ...said] : [first]).join('\n');
}

function notOurs(machine: string): string {
  return `Its netsh may be too old, or another program. Check with: ssh ${machine} netsh-shell --version`;
}
