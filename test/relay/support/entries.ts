import type { RelayEntry, RelayHost } from '../../../src/relay/relay.ts';

interface EntryTexts {
  readonly id?: string;
  readonly listen: string;
  readonly connect: string;
  readonly version?: 4 | 6;
  readonly connectVersion?: 4 | 6;
}

/** An entry from texts such as `*:80`, `127.0.0.1:80-90`, `::1:80` (the last colon counts). */
export function entry({
  listen,
  connect,
  version = 4,
  connectVersion = version,
  id = listen,
}: EntryTexts): RelayEntry {
  return {
    id,
    label: `v${version}tov${connectVersion} ${listen}`,
    listen: { version, ...side(listen) },
    connect: { version: connectVersion, ...side(connect) },
  };
}

function side(text: string): { host: RelayHost; ports: { from: number; to: number } } {
  const at = text.lastIndexOf(':');
  const [from = '', to = from] = text.slice(at + 1).split('-');
  return { host: host(text.slice(0, at)), ports: { from: Number(from), to: Number(to) } };
}

function host(text: string): RelayHost {
  if (text === '*') return { kind: 'every' };
  return /^[\d.]+$|:/.test(text) ? { kind: 'literal', host: text } : { kind: 'name', name: text };
}
