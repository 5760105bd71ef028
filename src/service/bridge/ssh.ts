import type { Machine } from '../contract/ssh-destination.ts';

/** How ssh is run. */
export interface SshCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Longest wait of ssh for the first answer of the machine, in seconds. */
const CONNECT_SECONDS = 15;

/**
 * The ssh that runs the far end of the bridge: the system's, or the program that `NETSH_SSH` names (a path, no command
 * line; it gets the same arguments). No shell reads the line here, and what the far shell reads is the same for every
 * machine. Settings of ssh that would get in the bridge's way are switched off; all others stay those of its
 * configuration. `mayAsk`: ssh may ask at the terminal (passphrase, password, unknown host key).
 */
export function sshCommand({ name, user }: Machine, mayAsk: boolean): SshCommand {
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
      'netsh',
      'relay',
      'connect',
    ],
  };
}

function option(setting: string): string[] {
  return ['-o', setting];
}
