/** The streams and subjects of a fleet. Everything of it is below `netsh.FLEET.`, so that accounts can be limited to it. */
export interface FleetNames {
  readonly fleet: string;
  /** The stream of commits, their parts and snapshots. */
  readonly logStream: string;
  /** The stream with the last state of each machine. */
  readonly machineStream: string;
  /** Commits, one message each. */
  readonly log: string;
  /** Parts of commits that are too large for one message. */
  readonly part: string;
  /** The last snapshot. */
  readonly snapshot: string;
  /** Parts of snapshots. */
  readonly snapshotPart: string;
  /** The states of all machines. */
  readonly machines: string;
  /** What is published here tells the time of the servers. */
  readonly clock: string;
}

/** Returns the streams and subjects of a fleet. */
export function fleetNames(fleet: string): FleetNames {
  return {
    fleet,
    logStream: `netsh-${fleet}-log`,
    machineStream: `netsh-${fleet}-machines`,
    log: `netsh.${fleet}.log`,
    part: `netsh.${fleet}.part`,
    snapshot: `netsh.${fleet}.snapshot`,
    snapshotPart: `netsh.${fleet}.snapshot-part`,
    machines: `netsh.${fleet}.machine.>`,
    clock: `netsh.${fleet}.clock`,
  };
}

/** Returns the subject of the state of one machine. */
export function machineSubject(fleet: string, machine: string): string {
  return `netsh.${fleet}.machine.${machine}`;
}

/** What a machine may be asked: to tell, or to end connections. Each has a subject of its own, so that accounts can be limited to one. */
export type QuestionKind = 'ask' | 'kill';

/** Returns the subject of questions to one machine. */
export function questionSubject(fleet: string, machine: string, kind: QuestionKind): string {
  return `netsh.${fleet}.${kind}.${machine}`;
}

const LONGEST = 64;

/** Returns why a text cannot be the name of a fleet, as a sentence; undefined where it can. */
export function fleetNameProblem(name: string): string | undefined {
  return name.length <= LONGEST && /^[A-Za-z0-9_-]+$/.test(name)
    ? undefined
    : `Use letters, digits, _ and - in the name of a fleet, at most ${LONGEST}.`;
}

/** Returns why a text cannot be the name of a machine of a fleet, as a sentence; undefined where it can. */
export function memberNameProblem(name: string): string | undefined {
  return name.length <= LONGEST && /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(name)
    ? undefined
    : `Use letters, digits, _, - and single dots in the name of a machine, at most ${LONGEST}.`;
}
