import {
  parseAddresses,
  parseLocalPorts,
  parseProfiles,
  parseProtocol,
  parseRemotePorts,
} from './condition-texts.ts';
import { type RuleField, oneWord, plainText, ruleName } from './rule-field.ts';

/** Words of addresses that completion offers. */
const ADDRESS_WORDS = ['any', 'localsubnet', 'dns', 'dhcp', 'wins', 'defaultgateway'];

/** The order decides what short tags stand for. */
const FIELDS = [
  {
    tag: 'name',
    property: 'name',
    usage: '<string>',
    accepts: 'a name',
    help: 'Name of the rule; several rules may share one.',
    parse: ruleName,
  },
  word('dir', 'direction', ['in', 'out'], 'in: clients of entries; out: connections to targets.'),
  word('action', 'action', ['allow', 'block', 'bypass'], 'allow, block (which wins), or bypass (as allow).'),
  text('program', 'program', 'Program; a relay cannot judge it, the rule is inactive.'),
  text('service', 'service', 'Service; a relay cannot judge it, the rule is inactive.'),
  text('description', 'description', 'Text that verbose shows.'),
  {
    ...word('enable', 'enabled', ['yes', 'no'], 'no: the rule counts for nothing (default: yes).'),
    byDefault: 'yes',
  },
  {
    tag: 'profile',
    property: 'profiles',
    usage: 'public|private|domain|any[,...]',
    accepts: 'public, private, domain, several with commas, or any',
    help: 'Profiles in which it counts (default: any).',
    byDefault: 'any',
    words: ['any', 'domain', 'private', 'public'],
    parse: parseProfiles,
  },
  addresses('localip', 'localIp', 'Address of this machine (default: any).'),
  addresses('remoteip', 'remoteIp', 'Client, or target for dir=out (default: any).'),
  ports(
    'localport',
    'localPort',
    parseLocalPorts,
    ['any', 'rpc', 'rpc-epmap', 'iphttps', 'teredo'],
    'Port of this machine (default: any).',
  ),
  ports('remoteport', 'remotePort', parseRemotePorts, ['any'], 'Port at the other end (default: any).'),
  {
    tag: 'protocol',
    property: 'protocol',
    usage: '0-255|tcp|udp|icmpv4|icmpv6|icmpv4:type,code|icmpv6:type,code|any',
    accepts: 'tcp, udp, icmpv4, icmpv6, a number from 0 to 255, or any',
    help: 'Protocol; ports need tcp or udp (default: any).',
    byDefault: 'any',
    words: ['tcp', 'udp', 'any', 'icmpv4', 'icmpv6'],
    parse: parseProtocol,
  },
  word(
    'interfacetype',
    'interfaceType',
    ['any', 'wireless', 'lan', 'ras'],
    'Type of interface; other than any, the rule is inactive.',
  ),
  text('rmtcomputergrp', 'remoteComputerGroup', 'Group of computers; the rule is inactive.'),
  text('rmtusrgrp', 'remoteUserGroup', 'Group of users; the rule is inactive.'),
  word(
    'edge',
    'edge',
    ['yes', 'no', 'deferapp', 'deferuser'],
    'Edge traversal; stored, and without effect here.',
  ),
  text('security', 'security', 'Security of the connection; other than notrequired, the rule is inactive.'),
] as const satisfies readonly RuleField[];

/** The values of a rule in the order of netsh's tags. */
export const ALL_FIELDS: readonly RuleField[] = FIELDS;

/** Returns the field of a tag. */
export function fieldOf(tag: (typeof FIELDS)[number]['tag']): RuleField {
  return ALL_FIELDS.find((field) => field.tag === tag)!;
}

function word<const Tag extends string, const P extends RuleField['property']>(
  tag: Tag,
  property: P,
  words: readonly string[],
  help: string,
) {
  return {
    tag,
    property,
    usage: words.join('|'),
    accepts: words.join(' or '),
    help,
    words,
    parse: oneWord(words),
  } as const;
}

function text<const Tag extends string, const P extends RuleField['property']>(
  tag: Tag,
  property: P,
  help: string,
) {
  return { tag, property, usage: '<string>', accepts: 'a text', help, parse: plainText } as const;
}

function addresses<const Tag extends string, const P extends RuleField['property']>(
  tag: Tag,
  property: P,
  help: string,
) {
  return {
    tag,
    property,
    usage: 'any|localsubnet|<IP address>|<subnet>|<range>[,...]',
    accepts: 'addresses, networks such as 10.0.0.0/8 and ranges, with commas, or any',
    help,
    byDefault: 'any',
    words: ADDRESS_WORDS,
    parse: parseAddresses,
  } as const;
}

function ports<const Tag extends string, const P extends RuleField['property']>(
  tag: Tag,
  property: P,
  parse: RuleField['parse'],
  words: readonly string[],
  help: string,
) {
  return {
    tag,
    property,
    usage: '0-65535|<range>[,...]|any',
    accepts: 'ports and ranges such as 80-90, with commas, or any',
    help,
    byDefault: 'any',
    words,
    parse,
  } as const;
}
