import type { Format } from './format.ts';

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
  },
  reads: {
    what: 'servers of stream blocks with one target',
    text:
      'The servers of stream blocks (or of a file that such a block includes) with one proxy_pass to an address, or ' +
      'to an upstream of one server; allow and deny become rules of advfirewall. Other blocks are counted; other ' +
      'directives are reported.',
    looks:
      /^\s*((stream|http|events|server|upstream\s+\S+)\s*(\{.*)?|(load_module|worker_processes|user|pid|error_log|include)\s[^;]*;.*|worker_connections\s.*)$/,
    load: async () => (await import('./nginx-read.ts')).readNginx,
  },
  writes: {
    what: 'a stream block with a server for each entry',
    text:
      'A stream block with a server for each entry, for the main context of nginx.conf (1.21.4 or newer). Rules of ' +
      'advfirewall become deny and allow.',
    check: 'nginx -t',
    load: async () => (await import('./nginx-write.ts')).nginxWriter,
  },
} satisfies Format;
