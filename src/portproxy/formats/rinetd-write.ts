import { type Network, networkText, networksOf } from '../../firewall/conditions/networks.ts';
import type { Row, Writer } from './format.ts';
import { portPairs, rowComment, tooManyPorts } from './labels.ts';
import { LONGEST_MS, longTimes } from './row-options.ts';

/** Writes a rule for each port. */
export const rinetdWriter: Writer = {
  carriesClients: true,
  refuse: (row) => tooManyPorts(row) ?? unsaidClients(row),
  remarks: ({ entry, options }) => (entry.protocol === 'udp' ? longTimes(options, ['idletimeout']) : []),
  write: (rows, head) => [
    { name: 'rinetd.conf', lines: [...head, ...rows.flatMap((row) => [...rowComment(row), ...rules(row)])] },
  ],
};

/** Lines about clients count for the rule before them, so that each port has its own. */
function rules(row: Row): string[] {
  const clients = clientLines(row);
  const { entry, listen: from, connect: to } = row;
  const udp = entry.protocol === 'udp' ? '/udp' : '';
  const options = optionWords(row);
  const own = row.targets[0]?.port;
  return portPairs(row).flatMap(({ listen, connect }) =>
    [`${from.host} ${listen}${udp} ${to.host} ${own ?? connect}${udp}${options}`].concat(clients),
  );
}

function optionWords({ entry, options: { idleMs, source } }: Row): string {
  // It knows whole seconds, and no end: a longer time ends no session that this one keeps.
  const seconds = Math.ceil((idleMs === 0 ? LONGEST_MS : Math.min(idleMs, LONGEST_MS)) / 1000);
  const words = [
    ...(entry.protocol === 'udp' ? [`timeout=${seconds}`] : []),
    ...(source === undefined ? [] : [`src=${source}`]),
  ];
  return words.length === 0 ? '' : ` [${words.join(',')}]`;
}

/** Who may connect: rinetd denies before it allows, and where something is allowed, only that. */
function clientLines({ clients }: Row): string[] {
  if (clients === undefined) return [];
  const { block, allow, others } = clients;
  if (others === 'deny' && allow.length === 0) return ['deny *'];
  return [
    ...networksOf(block).map((network) => `deny ${patternOf(network)}`),
    ...networksOf(allow).map((network) => `allow ${patternOf(network)}`),
  ];
}

function unsaidClients({ clients }: Row): string | undefined {
  if (clients === undefined) return undefined;
  const networks = [...networksOf(clients.block), ...networksOf(clients.allow)];
  const unsaid = networks.find((network) => patternOf(network) === undefined);
  return (
    unsaid &&
    `Rules name ${networkText(unsaid)}, and rinetd knows networks of IPv4 that end at a dot, such as 10.0.0.*.`
  );
}

/** The pattern of a network of IPv4 whose prefix ends at a dot; undefined for others. */
function patternOf({ version, address, length }: Network): string | undefined {
  if (version === 6 || length % 8 !== 0) return undefined;
  const count = length / 8;
  return [...address.split('.').slice(0, count), ...Array<string>(4 - count).fill('*')].join('.');
}
