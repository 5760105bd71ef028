import { LogFault } from './fault.ts';

/** Returns the fault of a log that was removed from its servers, or emptied there. */
export function emptied(revision: number): LogFault {
  return new LogFault(
    `The servers do not have its log any more; this machine followed it to revision ${revision}. ` +
      'Restore it there, or keep a dump, and leave the fleet and join it again to begin anew.',
  );
}

/** Returns the fault of a log in which other commits stand than this machine has read. */
export function otherLog(revision: number): LogFault {
  return new LogFault(
    `Its servers have another table than this machine followed to revision ${revision}. ` +
      'Leave the fleet and join it again to take theirs.',
  );
}
