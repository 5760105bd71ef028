/** Another machine as ssh is told of it: its destination (ssh(1)). */
export interface SshDestination {
  /** A host name, an address, or a name of ssh's configuration. */
  readonly name: string;
  readonly user?: string | undefined;
}

/** Returns why ssh cannot be given such a name of a machine, as a sentence; undefined where it can. */
export function machineNameProblem(name: string): string | undefined {
  if (name.startsWith('-')) return 'The name of a machine cannot begin with -.';
  return /^[\w.:%[\]@/-]{1,255}$/.test(name)
    ? undefined
    : 'Use a host name, an address, or a name of your ssh configuration.';
}

/** Returns why ssh cannot be given such a name of a user, as a sentence; undefined where it can. */
export function userNameProblem(user: string): string | undefined {
  if (user.startsWith('-')) return 'The name of a user cannot begin with -.';
  return /^[\w.@+\\-]{1,255}$/.test(user) ? undefined : 'Use the name of a user of that machine.';
}

/** Why passwords are refused, as full sentences. */
export const NO_PASSWORDS = 'netsh takes no passwords: ssh logs in, by a key, its agent or its own prompt.';
