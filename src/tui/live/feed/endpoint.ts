/** The address of `192.0.2.7:4711` or `[::1]:4711`, without brackets. */
export function hostOf(endpoint: string): string {
  const end = endpoint.lastIndexOf(':');
  const host = end < 0 ? endpoint : endpoint.slice(0, end);
  return host.replace(/^\[(.*)\]$/, '$1');
}
