/** Ids of the connections of one machine are below this. */
const OF_A_MACHINE = 2 ** 40;

/**
 * Returns the id of a connection in a feed of many machines, in which ids of machines would meet: `slot` is the number of its
 * machine there, from 1 to 8,191.
 */
export function idAmongMachines(slot: number, id: number): number {
  return slot * OF_A_MACHINE + (id % OF_A_MACHINE);
}

/** Returns the id that a connection has on its machine, from any feed. */
export function idOnMachine(id: number): number {
  return id % OF_A_MACHINE;
}

/** The most machines that such ids tell apart. */
export const MOST_MACHINES = 8_191;
