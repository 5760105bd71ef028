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
    state: 'kept',
  },
  reads: {
    what: 'listen sections in tcp mode with one server',
    text:
      'The listen sections in tcp mode that have one server. Sections of other kinds are counted; sections that ' +
      'balance, encrypt or speak HTTP, and lines without a counterpart, are reported.',
    looks: /^\s*(global|defaults(\s+\S+)?|(listen|frontend|backend)\s+\S+)\s*(#.*)?$/,
    load: async () => (await import('./haproxy-read.ts')).readHaproxy,
  },
  writes: {
    what: 'a listen section for each entry',
    text:
      'A listen section for each entry, with defaults that neither end idle connections nor limit their number. Rules of ' +
      'advfirewall become tcp-request connection.',
    check: 'haproxy -c -f FILE',
    load: async () => (await import('./haproxy-write.ts')).haproxyWriter,
  },
} satisfies Format;
