import { connectLabel } from '../../src/portproxy/connect-label.ts';
import { type PortAccess, accessSentences, portAccess } from '../../src/firewall/access.ts';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import type { Rulebook } from '../../src/firewall/rule.ts';
import { type ValueType, command, optional } from '../../src/language/schema.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import { port as portKind } from '../../src/portproxy/kinds/port.ts';
import { type Port, parsePort, portSpan } from '../../src/portproxy/port.ts';
import { systemServices } from '../../src/system/services.ts';
import type { Host, NetshCommand } from '../host.ts';
import { ofKind } from '../values/kind.ts';

/** `show access`: who may reach the entries. */
export function showAccess(): NetshCommand {
  return command({
    name: 'access',
    text: 'Says who may connect to which entry.',
    extension: true,
    tags: {
      port: optional(listenPort, 'Listen port of an entry (default: of every entry).', {
        fallback: 'every entry',
      }),
    },
    remarks: ['Says for each listening port whom rules and policy let connect, and', 'by which rule.'],
    examples: ['show access', 'show access port=8080'],
    effect: (args, { entries, rulebook = INITIAL_RULEBOOK, services }) =>
      accessOf(entries, rulebook, args.port, services)
        .map(({ title, sentences }) => `${title}: ${sentences.join(' ')}`)
        .join(' ') || 'No entry listens there.',
    action: async (args, host: Host) => {
      const [entries, rulebook] = await Promise.all([host.backend.entries(), host.backend.rules()]);
      const found = accessOf(entries, rulebook, args.port, systemServices());
      const lines = found.flatMap(({ title, sentences }) => [
        title,
        ...sentences.map((line) => `  ${line}`),
        '',
      ]);
      const json = {
        access: found.map(({ title, sentences, others, allow, block }) => ({
          listen: title,
          others,
          allow: allow.map(({ name, remoteIp }) => ({ name, remoteIp })),
          block: block.map(({ name, remoteIp }) => ({ name, remoteIp })),
          text: sentences.join(' '),
        })),
      };
      return {
        kind: 'text',
        lines: ['', ...(found.length > 0 ? lines : ['No entry listens there.', ''])],
        json,
      };
    },
  });
}

/** A listening port, completed from the table. */
const listenPort: ValueType<Port> = {
  ...ofKind(portKind),
  suggest: ({ entries }) =>
    entries.map((entry) => ({
      value: entry.listenPort,
      text: `To ${connectLabel(entry)}`,
    })),
};

interface EntryAccess extends PortAccess {
  readonly title: string;
  readonly sentences: readonly string[];
}

function accessOf(
  entries: readonly Entry[],
  rulebook: Rulebook,
  wanted: Port | undefined,
  services: ReadonlyMap<string, number>,
): EntryAccess[] {
  const asked = wanted && portSpan(wanted);
  return entries.flatMap(({ listenAddress, listenPort, protocol }) => {
    const span = spanOf(listenPort, services);
    if (!span || (asked && (asked.to < span.from || asked.from > span.to))) return [];
    const access = portAccess(rulebook, span, protocol);
    return [
      { ...access, title: `${protocol} ${listenAddress}:${listenPort}`, sentences: accessSentences(access) },
    ];
  });
}

function spanOf(text: string, services: ReadonlyMap<string, number>) {
  const parsed = parsePort(text, services);
  return parsed.ok ? portSpan(parsed.value) : undefined;
}
