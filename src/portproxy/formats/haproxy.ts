import type { Format } from './format.ts';

/** The configuration of HAProxy (its configuration manual, 2.6; bind, server). */
export const haproxy = {
  name: 'haproxy',
  title: 'HAProxy',
  order: 'as created',
  carries: {
    listenName: { as: 'the address that it has when HAProxy starts' },
    service: { as: 'its number' },
    brackets: { as: 'the address without them' },
    zone: { not: 'has no zones' },
    udp: { not: 'forwards no UDP' },
    state: 'kept',
    comment: 'kept',
    group: { as: 'a comment' },
    idletimeout: 'kept',
    connecttimeout: 'kept',
    halfclosetimeout: 'kept',
    maxconnections: 'kept',
    maxperclient: 'kept',
    newperclient: {
      not: 'counts the connections that it rejects too, and lets a client in only after it has paused',
    },
    rate: { not: 'has no limit on the bytes of a whole section before version 2.7' },
    balance: 'kept',
    check: 'kept',
    sourceaddress: 'kept',
    sendproxy: 'kept',
    acceptproxy: 'kept',
  },
  reads: {
    what: 'listen sections and frontends in tcp mode',
    text:
      'The listen sections in tcp mode, and frontends with their backend, with one server or several that are alike: ' +
      'timeouts, maxconn, checks, source, balance and the PROXY protocol come along. A maxconn or a limit for each client ' +
      'that several addresses share holds for each of their entries. Sections of other kinds are counted; sections that ' +
      'encrypt, speak HTTP or weight their servers, and lines without a counterpart, are reported.',
    looks: /^\s*(global|defaults(\s+\S+)?|(listen|frontend|backend)\s+\S+)\s*(#.*)?$/,
    load: async () => (await import('./haproxy-read.ts')).readHaproxy,
  },
  writes: {
    what: 'a listen section for each entry',
    text:
      'A listen section for each entry, with defaults that neither end idle connections nor limit their number (2.6 or newer). ' +
      'Rules of advfirewall become tcp-request connection, and maxperclient a stick-table.',
    check: 'haproxy -c -f FILE',
    load: async () => (await import('./haproxy-write.ts')).haproxyWriter,
  },
} satisfies Format;
