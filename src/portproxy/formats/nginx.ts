import type { Format } from './format.ts';
import { IN_COMMENTS, WITHOUT_LIMITS } from './without.ts';

/** The stream module of nginx (ngx_stream_core_module, ngx_stream_proxy_module, ngx_stream_upstream_module). */
export const nginx = {
  name: 'nginx',
  title: 'nginx stream',
  order: 'as created',
  carries: {
    every6: { as: '[::]' },
    listenName: { as: 'the addresses of either IP version that it has when nginx starts' },
    connectName: {
      as: 'the addresses of either IP version that it has when nginx starts; nginx does not start while it has none',
    },
    service: { as: 'its number' },
    rangeSame: 'kept',
    rangeShifted: { as: 'one server for each port' },
    rangeToOne: 'kept',
    brackets: { as: 'the address in brackets wherever nginx wants them' },
    zone: { not: 'has no zones' },
    state: { not: 'has no servers that are switched off' },
    ...IN_COMMENTS,
    idletimeout: 'kept',
    connecttimeout: 'kept',
    ...WITHOUT_LIMITS,
    maxconnections: { not: 'closes further connections, and lets no client wait' },
    maxperclient: {
      partly:
        'up to 65,535, where an entry listens on IPv4 and is one server; of IPv6 it counts addresses, not each /64',
    },
    balance: { partly: 'all of it, but of more than two targets with first, the others take turns in nginx' },
    sourceaddress: 'kept',
    sendproxy: { partly: 'v1; it sends no version 2' },
    acceptproxy: 'kept',
  },
  reads: {
    what: 'servers of stream blocks, TCP and UDP',
    text:
      'The servers of stream blocks (or of a file that such a block includes), TCP and UDP, with one proxy_pass to an ' +
      'address or to an upstream: timeouts, proxy_bind, the PROXY protocol and limit_conn by address come along, and ' +
      'allow and deny become rules of advfirewall. Other blocks are counted; other directives are reported.',
    looks:
      /^\s*((stream|http|events|server|upstream\s+\S+)\s*(\{.*)?|(load_module|worker_processes|user|pid|error_log|include)\s[^;]*;.*|worker_connections\s.*)$/,
    load: async () => (await import('./nginx-read.ts')).readNginx,
  },
  writes: {
    what: 'a stream block with a server for each entry',
    text:
      'A stream block with a server for each entry, and an upstream where it has several targets, for the main context ' +
      'of nginx.conf (1.21.4 or newer). Rules of advfirewall become deny and allow. nginx passes a target that failed over ' +
      'for 10 s.',
    check: 'nginx -t',
    load: async () => (await import('./nginx-write.ts')).nginxWriter,
  },
} satisfies Format;
