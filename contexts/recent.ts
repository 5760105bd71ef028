import { command, optional } from '../src/language/schema.ts';
import { keyLabel } from '../src/portproxy/key.ts';
import { MAX_RECENT } from '../src/relay/limits.ts';
import type { EndedConnection } from '../src/relay/relay.ts';
import { gather, ofGroup, silentJson, silentLines } from './across.ts';
import { wantedConnections } from './connections.ts';
import { durationText, endingText } from './ending.ts';
import type { Host, NetshCommand } from './host.ts';
import { bytesText, clockTime } from './layout.ts';
import { anyPort, client } from './values/connection.ts';
import { onlyOnMachine } from './values/fleet-machine.ts';
import { onlyOfGroup } from './values/group.ts';

/** `show recent`: the connections that have ended lately, how, how long they lasted and what they carried. */
export const showRecent: NetshCommand = command({
  name: 'recent',
  text: 'Shows the connections that have ended lately.',
  extension: true,
  tags: {
    listenport: optional(anyPort, 'Only those of entries that listen on this port.', { fallback: 'all' }),
    client: optional(client, 'Only those of this client.', { fallback: 'all' }),
    group: onlyOfGroup,
    machine: onlyOnMachine,
  },
  remarks: [
    'Shows the last 1,000 connections that have ended, the newest last: how',
    'each ended, how long it lasted, and its bytes to the target and back.',
    'Clients that were turned away are not among them: show statistics',
    'counts those as denied. On the fleet: the last ones of all machines.',
  ],
  examples: ['show recent client=10.0.0.7'],
  action: async (args, host: Host) => {
    const isOfGroup = await ofGroup(host, args.group);
    const isWanted = wantedConnections(args);
    const gathered = await gather(host, { question: 'recent', machine: args.machine });
    if (gathered.kind === 'failed') return gathered;
    const connections = gathered.answers
      .flatMap((one) => one.recent ?? [])
      .filter((one) => isOfGroup(one) && isWanted(one))
      .toSorted((one, other) => one.endedAt - other.endedAt)
      .slice(-MAX_RECENT);
    const width = host.columns ?? WIDTH;
    return {
      kind: 'text',
      isNewestLast: true,
      lines: [
        '',
        ...(connections.length === 0 ? [] : [...connections.flatMap((one) => linesOf(one, width)), '']),
        ...silentLines(gathered.silent),
      ],
      json: { connections, ...silentJson(host, gathered.silent) },
    };
  },
});

/** Width that lines keep to where they can, in cells. */
const WIDTH = 80;
const INDENT = ' '.repeat(10);

function linesOf(ended: EndedConnection, width: number): string[] {
  const { id, machine, client: from, entry, target, endedAt, durationMs, bytesUp, bytesDown } = ended;
  const end = `${INDENT}${endingText(ended)} after ${durationText(durationMs)},`;
  const carried = `up ${bytesText(bytesUp)}, down ${bytesText(bytesDown)}`;
  return [
    `${clockTime(endedAt)}  ${machine === undefined ? '' : `${machine}  `}${id}  ${from} > ${keyLabel(entry)} > ${target}`,
    ...(end.length + 1 + carried.length <= width ? [`${end} ${carried}`] : [end, `${INDENT}${carried}`]),
  ];
}
