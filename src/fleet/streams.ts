import {
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import type { Engine } from './engine.ts';
import { emptied } from './log-faults.ts';
import type { FleetNames } from './names.ts';

/** Commits that are kept: the history of a fleet. */
const KEPT_COMMITS = 10_000;

/** Copies of each stream that a cluster keeps. */
const COPIES = 3;

/** The server has no such stream (its API's error 10059). */
const NO_SUCH_STREAM = 10_059;

/**
 * Makes the streams of a fleet where they are not there yet; each is kept by three servers where there are so many. `revision` is what
 * was followed of the log: one that was removed is not made anew by a machine that knew it. Rejects with a `LogFault` then.
 */
export async function ensureStreams(engine: Engine, names: FleetNames, revision = 0): Promise<void> {
  await ensure(engine, revision, {
    name: names.logStream,
    subjects: [names.log, names.part, names.snapshot, names.snapshotPart],
    storage: StorageType.File,
    max_msgs_per_subject: KEPT_COMMITS,
    deny_delete: false,
    deny_purge: false,
  });
  await ensure(engine, 0, {
    name: names.machineStream,
    subjects: [names.machines, names.clock],
    storage: StorageType.Memory,
    max_msgs_per_subject: 1,
  });
}

type Wanted = Partial<StreamConfig> & { readonly name: string; readonly subjects: string[] };

async function ensure(engine: Engine, revision: number, wanted: Wanted): Promise<void> {
  const { connection, manager } = engine;
  try {
    const { config } = await manager.streams.info(wanted.name);
    return await spread(engine, config);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== NO_SUCH_STREAM) throw error;
    if (revision > 0) throw emptied(revision);
  }
  const config = {
    ...wanted,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    allow_direct: false,
  };
  // Others make it at the same time, of the same configuration: then it is there.
  const isCluster = connection.info?.cluster !== undefined;
  try {
    await manager.streams.add({ ...config, num_replicas: isCluster ? COPIES : 1 });
  } catch (error) {
    if (!isCluster || !(error instanceof JetStreamApiError)) throw error;
    await manager.streams.add({ ...config, num_replicas: 1 });
  }
}

/** Has a stream kept by three servers where it was made while there were fewer. Where that cannot be, it stays as it is. */
async function spread({ connection, manager }: Engine, config: StreamConfig): Promise<void> {
  if (config.num_replicas >= COPIES || connection.info?.cluster === undefined) return;
  await manager.streams.update(config.name, { num_replicas: COPIES }).catch(() => {});
}
