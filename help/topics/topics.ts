import { addresses } from './addresses.ts';
import { files } from './files.ts';
import { filters } from './filters.ts';
import { fleet } from './fleet.ts';
import { firewall } from './firewall.ts';
import { forwarding } from './forwarding.ts';
import { limits } from './limits.ts';
import { listening } from './listening.ts';
import { machines } from './machines.ts';
import { moving } from './moving.ts';
import { names } from './names.ts';
import { options } from './options.ts';
import { output } from './output.ts';
import { ranges } from './ranges.ts';
import { scripts } from './scripts.ts';
import { service } from './service.ts';
import { syntax } from './syntax.ts';
import type { Topic } from './topic.ts';
import { targets } from './targets.ts';
import { transactions } from './transactions.ts';

/** The topics by name. Only `keys`, which a front end has, and `topics`, which lists them, are not among them. */
export const TOPICS: ReadonlyMap<string, Topic> = new Map(
  Object.entries({
    forwarding,
    syntax,
    addresses,
    names,
    ranges,
    targets,
    limits,
    listening,
    firewall,
    scripts,
    transactions,
    moving,
    machines,
    fleet,
    service,
    output,
    files,
    options,
    filters,
  }),
);
