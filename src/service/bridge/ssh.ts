import type { SshDestination } from '../contract/ssh-destination.ts';

/** A command line of ssh. */
export interface SshCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Longest wait of ssh until it is connected, in seconds. */
const CONNECT_SECONDS = 15;

/**
 * Returns the command line that runs the bridge's server on another machine: by the system's ssh, or by the program that
 * `NETSH_SSH` names (a path; it gets the same arguments). No shell reads it here, and the shell there reads the same for
 * every machine. Settings of ssh that would get in the way are switched off; all others stay those of its configuration.
 * `mayAsk`: ssh may ask at the terminal (passphrase, password, unknown host key).
 */
export function sshCommand({ name, user }: SshDestination, mayAsk: boolean): SshCommand {
  return {
    command: process.env['NETSH_SSH'] || 'ssh',
    args: [
      '-T',
      '-x',
      '-a',
      ...['ClearAllForwardings=yes', 'RemoteCommand=none', `ConnectTimeout=${CONNECT_SECONDS}`].flatMap(
        option,
      ),
      ...(mayAsk ? [] : option('BatchMode=yes')),
      ...(user === undefined ? [] : ['-l', user]),
      '--',
      name,
      // On Windows `netsh` would be the system's own.
      'netsh-shell',
      'relay',
      'connect',
    ],
  };
}

function option(setting: string): string[] {
  return ['-o', setting];
}
