import type { LifeFacts } from '../../relay/handing-over/steps.ts';
import type { HomePaths } from '../../store/home.ts';
import { ApiFault } from '../contract/service-error.ts';
import { prepareEarlierSocket } from '../outliving/earlier-socket.ts';
import { OutlivingServer } from '../outliving/outliving-server.ts';
import type { RelayOfAll } from '../outliving/relay-of-all.ts';

/** The parts of a service that leaves its listeners to the next process. */
export interface LeavingParts {
  readonly paths: HomePaths;
  readonly relay: RelayOfAll;
  readonly facts: LifeFacts;
  readonly onNotice: (text: string) => void;
  /** The other process has everything: this one only outlives its listeners. Resolves when its own log is written. */
  readonly taken: () => Promise<void>;
  /** Clients find the other process. */
  readonly opened: () => void;
  /** It goes on as before. */
  readonly failed: () => void;
  /** Its last connection has ended. */
  readonly ended: () => void;
}

/** Begins to leave the listeners of a service to the next process, which connects. Rejects with an `ApiFault`. */
export async function leaveLife(parts: LeavingParts): Promise<OutlivingServer> {
  const { paths, relay, facts, onNotice, taken, opened, failed, ended } = parts;
  const socket = prepareEarlierSocket(paths);
  if (socket === undefined) throw new ApiFault('held', 'Its home directory is gone.');
  const server = new OutlivingServer({
    socket,
    relay: relay.own,
    facts,
    async taken() {
      const log = relay.leave();
      onNotice('Another process listens from now on; this one ends when its connections have ended.');
      await taken();
      return log;
    },
    opened,
    failed(reason) {
      failed();
      onNotice(`The relay service was not handed over, and goes on. ${reason}`);
    },
    ended,
  });
  await server.listen();
  return server;
}
