import { POLICY_WORDS } from './policy.ts';
import { type FirewallRule, PROFILES, type Profile, type Rulebook } from './rule.ts';

const COLUMN = 38;
const DASHES = '-'.repeat(70);

/** A rule as it is shown: with the reason why it counts for nothing, where it has one. */
export type ShownRule = FirewallRule & { readonly reason?: string | undefined };

/** Returns rules as netsh's `show rule` prints them; `verbose` adds what a relay does not judge. */
export function showRules(
  rules: readonly ShownRule[],
  { isVerbose }: { readonly isVerbose: boolean },
): string[] {
  const lines: string[] = [];
  for (const rule of rules) ruleLines(lines, rule, isVerbose);
  lines.push('Ok.', '');
  return lines;
}

/** What `show allprofiles` prints of each profile. */
export type ProfileSetting = 'state' | 'firewallpolicy';

/** Returns policies as netsh's `show allprofiles` prints them. */
export function showPolicies(
  policies: Rulebook['policies'],
  profiles: readonly Profile[],
  settings: readonly ProfileSetting[],
): string[] {
  const lines = profiles.flatMap((profile) => {
    const { state, inbound, outbound } = policies[profile];
    const rows: Record<ProfileSetting, string> = {
      state: row('State', POLICY_WORDS.state[state]),
      firewallpolicy: row(
        'Firewall Policy',
        `${POLICY_WORDS.inbound[inbound]},${POLICY_WORDS.outbound[outbound]}`,
      ),
    };
    return ['', `${capital(profile)} Profile Settings: `, DASHES, ...settings.map((name) => rows[name])];
  });
  return [...lines, 'Ok.', ''];
}

function ruleLines(lines: string[], rule: ShownRule, isVerbose: boolean): void {
  const { name, description, profiles, protocol } = rule;
  lines.push('', row('Rule Name:', name), DASHES);
  if (isVerbose && description !== undefined) lines.push(row('Description:', description));
  lines.push(
    row('Enabled:', rule.enabled ? 'Yes' : 'No'),
    row('Direction:', rule.direction === 'in' ? 'In' : 'Out'),
    row('Profiles:', (profiles === 'any' ? PROFILES : profiles.split(',')).map(capital).join(',')),
    row('Grouping:', ''),
    row('LocalIP:', addressText(rule.localIp)),
    row('RemoteIP:', addressText(rule.remoteIp)),
    row('Protocol:', protocolText(protocol)),
  );
  const [, types] = protocol.split(':');
  if (protocol.startsWith('icmpv')) {
    const [type = 'any', code = 'any'] = types?.split(',') ?? [];
    lines.push(row('', 'Type    Code'), row('', `${wordText(type).padEnd(8)}${wordText(code).padEnd(4)}`));
  }
  if (protocol === 'tcp' || protocol === 'udp') {
    lines.push(row('LocalPort:', listText(rule.localPort)), row('RemotePort:', listText(rule.remotePort)));
  }
  lines.push(row('Edge traversal:', EDGES[rule.edge ?? 'no'] ?? 'No'));
  if (isVerbose) lines.push(...verboseLines(rule));
  lines.push(row('Action:', capital(rule.action)));
  if (isVerbose && rule.reason !== undefined) lines.push(row('Inactive:', rule.reason));
}

function verboseLines({ program, service, interfaceType, security }: FirewallRule): string[] {
  return [
    ...(program === undefined ? [] : [row('Program:', program)]),
    ...(service === undefined ? [] : [row('Service:', service)]),
    row('InterfaceTypes:', (interfaceType ?? 'any').split(',').map(interfaceText).join(',')),
    row('Security:', SECURITY[(security ?? 'notrequired').toLowerCase()] ?? security ?? ''),
    row('Rule source:', 'Local Setting'),
  ];
}

const EDGES: Readonly<Record<string, string>> = {
  no: 'No',
  yes: 'Yes',
  deferapp: 'Defer to application',
  deferuser: 'Defer to user',
};

const SECURITY: Readonly<Record<string, string>> = {
  notrequired: 'NotRequired',
  authenticate: 'Authenticate',
  authenc: 'AuthEnc',
  authdynenc: 'AuthDynEnc',
  authnoencap: 'AuthNoEncap',
};

/** Words of lists as netsh spells them. */
const WORDS: Readonly<Record<string, string>> = {
  any: 'Any',
  localsubnet: 'LocalSubnet',
  dns: 'DNS',
  dhcp: 'DHCP',
  wins: 'WINS',
  defaultgateway: 'DefaultGateway',
  rpc: 'RPC',
  'rpc-epmap': 'RPC-EPMap',
  iphttps: 'IPHTTPS',
  teredo: 'Teredo',
};

function interfaceText(type: string): string {
  return type === 'lan' || type === 'ras' ? type.toUpperCase() : capital(type);
}

function protocolText(protocol: string): string {
  const [name = ''] = protocol.split(':');
  if (name.startsWith('icmpv')) return `ICMPv${name.slice(5)}`;
  return name === 'any' ? 'Any' : name.toUpperCase();
}

function addressText(list: string): string {
  if (list === 'any') return 'Any';
  return list.split(',').map(oneAddress).join(',');
}

/** netsh writes the length of a single address, too. */
function oneAddress(item: string): string {
  const word = WORDS[item];
  if (word !== undefined || /[-/]/.test(item)) return word ?? item;
  return `${item}/${item.includes(':') ? 128 : 32}`;
}

function listText(list: string): string {
  if (list === 'any') return 'Any';
  return list.split(',').map(wordText).join(',');
}

function wordText(word: string): string {
  return WORDS[word] ?? word;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function row(label: string, value: string): string {
  let padded = LABELS.get(label);
  if (padded === undefined) LABELS.set(label, (padded = label.padEnd(COLUMN)));
  return padded + value;
}

/** Labels with their padding: there are few of them, and many rows. */
const LABELS = new Map<string, string>();
