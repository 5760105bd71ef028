import { onTestFinished } from 'vitest';
import type { EntryStatus } from '../../../src/portproxy/state.ts';
import type { Descriptors } from '../../../src/relay/common/descriptors.ts';
import { DEFAULT_RELAY_LIMITS } from '../../../src/relay/limits.ts';
import type { Lookup } from '../../../src/relay/common/names.ts';
import { Plane } from '../../../src/relay/plane/plane.ts';
import type { EntryCounters, RelayEvent, RelayLimits } from '../../../src/relay/relay.ts';
import type { TransportKind } from '../../../src/relay/transport.ts';
import { preferred } from './transports.ts';

export interface PlaneTexts {
  readonly limits?: Partial<RelayLimits>;
  readonly lookup?: Lookup;
  readonly descriptors?: Descriptors;
  readonly transport?: TransportKind;
}

/** A data plane in the thread of the test, closed when the test is over. */
export function testPlane({ limits, lookup, descriptors, transport = preferred }: PlaneTexts = {}): Observed {
  const observed = new Observed({
    limits: { ...DEFAULT_RELAY_LIMITS, ...limits },
    lookup,
    descriptors,
    transport,
  });
  onTestFinished(async () => {
    await observed.plane.close(0);
  });
  return observed;
}

/** A data plane and what it told. */
export class Observed {
  readonly plane: Plane;
  readonly statuses = new Map<string, EntryStatus>();
  readonly events: RelayEvent[] = [];

  constructor(options: {
    limits: RelayLimits;
    lookup: Lookup | undefined;
    descriptors: Descriptors | undefined;
    transport: TransportKind;
  }) {
    this.plane = new Plane({
      ...options,
      onStatus: (changes) => {
        for (const { id, status } of changes) {
          if (status) this.statuses.set(id, status);
          else this.statuses.delete(id);
        }
      },
      onEvent: (event) => this.events.push(event),
      onCount: () => {},
    });
  }

  counters(id: string): EntryCounters {
    for (const report of this.plane.reports([id])) return report.counters;
    throw new Error(`There is no entry ${id}`);
  }
}
