import { LogFault } from './fault.ts';
import type { Point } from './fleet-table.ts';
import type { Followed } from './followed.ts';
import type { FleetLog } from './log.ts';
import { emptied, otherLog } from './log-faults.ts';
import { SNAPSHOT_EVERY, type Snapshots } from './snapshots.ts';

/** Messages of others that are passed over to find a commit. */
const PASSED = 20;

/**
 * Brings a table to where the log can be followed from: as it is, or by a snapshot where it is too far behind. Rejects with a
 * `LogFault` where the log is not the one that the table comes from: the table then stays in force as it is.
 */
export async function meetLog(followed: Followed, log: FleetLog, snapshots: Snapshots): Promise<void> {
  const { point } = followed.newest;
  await checkLog(point, log);
  const last = await log.last();
  if (last === undefined || (point.revision > 0 && last - point.sequence <= SNAPSHOT_EVERY)) return;
  const snapshot = await snapshots.load();
  if (snapshot && snapshot.point.revision > point.revision) followed.replace(snapshot);
}

/** Looks whether a log is the one in which a table was read up to a point. Rejects with a `LogFault` where it is not. */
export async function checkLog({ revision, sequence, id }: Point, log: FleetLog): Promise<void> {
  if (revision === 0) return;
  let from = sequence;
  for (let passed = 0; passed < PASSED; passed += 1) {
    const found = await log.first(from);
    if (!found) throw (await log.last()) === undefined ? emptied(revision) : otherLog(revision);
    if (!(found.read instanceof LogFault)) {
      const isSame =
        found.sequence === sequence
          ? found.read.id === id
          : // The servers keep it no longer: what they have goes on behind it.
            found.read.revision > revision;
      if (isSame) return;
      throw otherLog(revision);
    }
    if (found.sequence === sequence) throw otherLog(revision);
    from = found.sequence + 1;
  }
}
