import { command, optional } from '../src/language/schema.ts';
import { keyLabel } from '../src/portproxy/key.ts';
import type { EndedConnection } from '../src/relay/relay.ts';
import { wantedConnections } from './connections.ts';
import { durationText, endingText } from './ending.ts';
import type { Host, NetshCommand } from './host.ts';
import { bytesText, clockTime } from './layout.ts';
import { anyPort, client } from './values/connection.ts';

/** `show recent`: the connections that have ended lately, how, how long they lasted and what they carried. */
export const showRecent: NetshCommand = command({
  name: 'recent',
  text: 'Shows the connections that have ended lately.',
  extension: true,
  tags: {
    listenport: optional(anyPort, 'Only those of entries that listen on this port.', { fallback: 'all' }),
    client: optional(client, 'Only those of this client.', { fallback: 'all' }),
  },
  remarks: [
    'Shows the last 1,000 connections that have ended, the newest last: how',
    'each ended, how long it lasted, and its bytes to the target and back.',
  ],
  examples: ['show recent client=10.0.0.7'],
  action: async (args, host: Host) => {
    const connections = (await recent(host)).filter(wantedConnections(args));
    return {
      kind: 'text',
      lines: connections.length === 0 ? [''] : ['', ...connections.flatMap(linesOf), ''],
      json: { connections },
    };
  },
});

/** Returns the connections that the first message of the feed tells of; none where no service runs. */
async function recent({ backend }: Host): Promise<readonly EndedConnection[]> {
  const abort = new AbortController();
  try {
    for await (const message of backend.feed({ signal: abort.signal })) {
      return message.kind === 'snapshot' ? (message.recent ?? []) : [];
    }
    return [];
  } finally {
    abort.abort();
  }
}

function linesOf(ended: EndedConnection): string[] {
  const { id, client: from, entry, target, endedAt, durationMs, bytesUp, bytesDown } = ended;
  return [
    `${clockTime(endedAt)}  ${id}  ${from} > ${keyLabel(entry)} > ${target}`,
    `          ${endingText(ended)} after ${durationText(durationMs)}, ` +
      `up ${bytesText(bytesUp)}, down ${bytesText(bytesDown)}`,
  ];
}
