/** Another machine, as ssh is told of it. */
export interface Machine {
  /** A host name, an address, or a name of ssh's configuration. */
  readonly name: string;
  readonly user?: string | undefined;
}

/** Why a machine cannot be named so, as a full sentence; undefined where it can. */
export function machineNameProblem(name: string): string | undefined {
  if (name.startsWith('-')) return 'The name of a machine does not begin with -.';
  return /^[\w.:%[\]@/-]{1,255}$/.test(name)
    ? undefined
    : 'Accepted is a host name, an address, or a name of the configuration of ssh.';
}

/** Why a user cannot be named so, as a full sentence; undefined where it can. */
export function userNameProblem(user: string): string | undefined {
  if (user.startsWith('-')) return 'The name of a user does not begin with -.';
  return /^[\w.@+\\-]{1,255}$/.test(user) ? undefined : 'Accepted is the name of a user of that machine.';
}

/** Why passwords are refused, as full sentences. */
export const NO_PASSWORDS =
  'netsh takes no passwords: who may enter another machine is the business of ssh (a key, its agent, or its own prompt).';
