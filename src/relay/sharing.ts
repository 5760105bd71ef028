import { hostAndPort, unspecified } from '../portproxy/host-address.ts';
import { listeningPrograms } from '../system/listeners/listening-program.ts';
import type { ListeningProgram } from '../system/listeners/listening-socket.ts';
import { ipHelperAdvice } from './ip-helper.ts';
import type { RelayEntry } from './relay.ts';

/**
 * Says for each entry that listens, in a sentence, with which other program it shares its port; undefined where with none,
 * and where that is not known.
 */
export type SharingLookup = (entries: readonly RelayEntry[]) => Promise<readonly (string | undefined)[]>;

/**
 * The look-up of this system; undefined where nobody can listen beside another program. Windows (without
 * SO_EXCLUSIVEADDRUSE) and the BSDs (with SO_REUSEADDR) let a socket of all addresses and one of a single address listen on
 * the same port, and libuv asks for nothing else; connections to the single address go to the socket of that.
 */
export function systemSharing(platform: NodeJS.Platform = process.platform): SharingLookup | undefined {
  if (platform !== 'win32' && platform !== 'darwin') return undefined;
  return async (entries) => {
    const ports = new Set(entries.flatMap(({ listen: { ports } }) => [...portsOf(ports)]));
    const programs = await listeningPrograms(ports).catch(() => []);
    return entries.map((entry) => sharingReason(entry, programs, process.pid));
  };
}

/** Returns with which program other than the process `own` an entry shares its port, in a sentence. */
export function sharingReason(
  { protocol, listen: { host, version, ports } }: RelayEntry,
  programs: readonly ListeningProgram[],
  own: number,
): string | undefined {
  if (protocol !== 'tcp' || host.kind === 'name') return undefined;
  const all = unspecified(version);
  const address = host.kind === 'every' ? all : host.host;
  const others = programs.filter(
    (one) => one.pid !== own && one.version === version && one.port >= ports.from && one.port <= ports.to,
  );
  const single = others.find((one) => address === all && one.host !== all);
  if (single) {
    const at = hostAndPort(single.host, single.port);
    return `${named(single)} listens on ${at}; connections to that address go there.${ipHelperAdvice(single.name)}`;
  }
  const wide = others.find((one) => one.host === all);
  if (!wide) return undefined;
  return address === all
    ? `${named(wide)} listens on port ${wide.port} of all addresses too; which of both gets a connection is not certain.`
    : `${named(wide)} listens on port ${wide.port} of all addresses; connections to ${address} come here instead.`;
}

function named({ name, pid }: ListeningProgram): string {
  return `${name} (process ${pid})`;
}

function* portsOf({ from, to }: RelayEntry['listen']['ports']): Generator<number> {
  for (let port = from; port <= to; port += 1) yield port;
}
