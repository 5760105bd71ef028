import { monotonicNow } from '../common/wall-clock.ts';
import { EntryRecord } from '../entries/entry-record.ts';
import type { RelayEntry, RelaySide } from '../relay.ts';
import type { Life } from './life.ts';
import type { PackedConnection } from './packed.ts';

/** Its number is none of a connection. */
const NUMBER = 0;
const NOWHERE: RelaySide = { version: 4, host: { kind: 'every' }, ports: { from: 0, to: 0 } };
const ENTRY: RelayEntry = { id: '', label: '', protocol: 'tcp', listen: NOWHERE, targets: [NOWHERE] };

/** Lets a data plane that is about to take connections over move bytes on one of its own, which nobody sees, and forgets it. */
export function rehearseMoving({ handing, connections }: Life): void {
  handing?.rehearse(
    (client, backend) => {
      connections.adopt(
        new EntryRecord(ENTRY),
        { take: client },
        { packed: packed(), backend: (owner) => backend(owner, 'backend') },
      );
    },
    () => connections.discard(NUMBER),
  );
}

function packed(): PackedConnection {
  const now = monotonicNow();
  const end = { fd: 0, address: '', port: 0, bytes: 0 };
  return {
    id: NUMBER,
    entry: '',
    startedAt: now,
    phase: 'data',
    client: end,
    backend: end,
    isCounted: false,
    attempts: {
      listenPort: 0,
      target: 0,
      isChosen: false,
      tried: [],
      addresses: [],
      addressIndex: 0,
      targetAt: now,
      attemptAt: now,
    },
    activeAt: now,
  };
}
