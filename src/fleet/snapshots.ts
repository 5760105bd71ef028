import { fleetDocument, parseDocument } from './commit.ts';
import { isCount, LogFault } from './fault.ts';
import type { Engine } from './engine.ts';
import { FleetTable } from './fleet-table.ts';
import type { FleetLog } from './log.ts';
import type { LogWriter } from './log-writer.ts';
import type { FleetNames } from './names.ts';
import { pack, unpack } from './packed.ts';

/** A snapshot is taken each so many revisions: so many commits at most are read behind it at a cold start, or somewhat more. */
export const SNAPSHOT_EVERY = 200;

/** How often a snapshot is read whose parts were removed meanwhile, for a newer one. */
const TRIES = 3;

/** Snapshots of a fleet's table in its stream: the last one counts. */
export class Snapshots {
  readonly #engine: Engine;
  readonly #log: FleetLog;
  readonly #writer: LogWriter;
  readonly #names: FleetNames;

  constructor(engine: Engine, log: FleetLog, writer: LogWriter, names: FleetNames) {
    this.#engine = engine;
    this.#log = log;
    this.#writer = writer;
    this.#names = names;
  }

  /** Returns the table of the last snapshot; undefined where there is none. Rejects with a `LogFault`. */
  async load(): Promise<FleetTable | undefined> {
    for (let tries = 1; ; tries += 1) {
      const found = await this.#last();
      if (!found) return undefined;
      try {
        return FleetTable.parse(await this.#log.partsText(found.parts));
      } catch (error) {
        if (tries >= TRIES || !(error instanceof LogFault)) throw error;
      }
    }
  }

  /**
   * Stores a snapshot, and removes the one before it. Of several members that do so at once one is the first; the others take
   * theirs back.
   */
  async save(table: FleetTable): Promise<void> {
    const { stream } = this.#engine;
    const { snapshot, snapshotPart } = this.#names;
    const before = await this.#last();
    if (before && before.revision >= table.point.revision) return;
    const { revision, id } = table.point;
    const parts = await this.#writer.publishParts(
      snapshotPart,
      await pack(table.document()),
      `snapshot-${id}`,
    );
    try {
      await stream.publish(snapshot, await pack(fleetDocument({ revision, parts })), {
        expect: { lastSubjectSequence: before?.sequence ?? 0 },
      });
    } catch (error) {
      await this.#writer.forget(parts);
      throw error;
    }
    // One by one, and never by a purge of the subject: a server that is killed repeats a purge when it starts, and nats-server 2.9
    // then purges the whole stream up to there, the history of the fleet included.
    if (before) await this.#writer.forget([...before.parts, before.sequence]);
  }

  async #last(): Promise<
    { readonly sequence: number; readonly revision: number; readonly parts: readonly number[] } | undefined
  > {
    const message = await this.#log.message({ last_by_subj: this.#names.snapshot });
    if (!message) return undefined;
    const { revision, parts } = parseDocument(await unpack(message.data), 'A snapshot');
    if (!isCount(revision) || !Array.isArray(parts) || !parts.every(isCount)) {
      throw new LogFault('A snapshot names no valid parts.');
    }
    return { sequence: message.seq, revision, parts };
  }
}
