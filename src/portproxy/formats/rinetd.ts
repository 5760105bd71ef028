import type { Format } from './format.ts';
import { IN_COMMENTS, WITHOUT_LIMITS, WITHOUT_PROXY } from './without.ts';

/** The configuration of rinetd (rinetd(8), version 0.73). */
export const rinetd = {
  name: 'rinetd',
  title: 'rinetd',
  order: 'as created',
  carries: {
    every4: { as: '0.0.0.0' },
    every6: { as: '::' },
    listenName: { not: 'cannot tell by a name whether to listen on IPv4 or IPv6' },
    connectName: { as: 'a name of either IP version, which rinetd looks up when it starts' },
    service: { as: 'its number' },
    rangeSame: { as: 'one rule for each port' },
    rangeShifted: { as: 'one rule for each port' },
    rangeToOne: { as: 'one rule for each port' },
    brackets: { as: 'the address without them' },
    zone: { not: 'has no zones' },
    targets: { as: 'its first target alone' },
    state: { not: 'has no rules that are switched off' },
    ...IN_COMMENTS,
    idletimeout: { partly: 'that of UDP, in whole seconds; TCP has none' },
    ...WITHOUT_LIMITS,
    ...WITHOUT_PROXY,
    sourceaddress: 'kept',
  },
  reads: {
    what: 'rules of rinetd.conf, TCP and UDP',
    text:
      'The rules that forward TCP to TCP or UDP to UDP, with timeout (UDP) and src; allow and deny become rules of ' +
      'advfirewall. Other options and log settings are reported and left out.',
    looks:
      /^\s*((?=\S*[.:\d])[^\s#;*]+\s+[\w-]+(\/(tcp|udp))?\s+[^\s;]+\s+[\w-]+(\/(tcp|udp))?\s*(\[.*\])?|(allow|deny)\s+[\w.:*?]+|logcommon|(pid)?logfile\s+[^\s;]+)\s*$/i,
    load: async () => (await import('./rinetd-read.ts')).readRinetd,
  },
  writes: {
    what: 'a rule for each port',
    text:
      'One rule for each port. Rules of advfirewall become deny and allow behind it, where their networks are of IPv4 and ' +
      'end at a dot.',
    loses: [
      'Of an entry for every address and one for an address, with the same port, only the first listens.',
      'A client that ends its own side first gets no answer any more: rinetd keeps no half-closed connections.',
    ],
    check: 'rinetd -f -c FILE',
    load: async () => (await import('./rinetd-write.ts')).rinetdWriter,
  },
} satisfies Format;
