import type { Entry } from './entry.ts';
import { hostAndPort } from './host-address.ts';
import { targetTexts } from './targets.ts';

type Connects = Pick<Entry, 'connectAddress' | 'connectPort'>;

/** Returns where an entry connects to, each target with its port: `10.0.0.5:80`, `10.0.0.5:80,10.0.0.6:8080`. */
export function connectLabel(entry: Connects): string {
  return connectLabels(entry).join(',');
}

/** Returns the first target of an entry and how many others there are: `10.0.0.5:80`, `10.0.0.5:80 +2`. */
export function shortConnectLabel(entry: Connects): string {
  const [first = '', ...others] = connectLabels(entry);
  return others.length === 0 ? first : `${first} +${others.length}`;
}

/** Returns each target of an entry with its port. */
export function connectLabels({ connectAddress, connectPort }: Connects): string[] {
  return targetTexts(connectAddress).map(({ host, port }) => hostAndPort(host, port ?? connectPort));
}
