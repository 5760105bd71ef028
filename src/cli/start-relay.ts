import { faultOutcome, writeReport } from '../shell/answer.ts';
import { failureReport } from '../shell/report.ts';
import type { Session } from '../shell/session.ts';
import type { Sink } from '../shell/front-end.ts';

/**
 * Starts the relay where none runs and the table has entries, and says so. A relay that cannot be started is
 * reported; the shell opens all the same.
 */
export async function startForEntries({ backend }: Session, sink: Sink): Promise<void> {
  try {
    const { running, entries } = await backend.status();
    const stored = Object.values(entries).reduce((sum, count) => sum + count, 0);
    if (!running && stored > 0) await backend.start();
  } catch (error) {
    writeReport(failureReport(faultOutcome(error)), sink);
  }
}
