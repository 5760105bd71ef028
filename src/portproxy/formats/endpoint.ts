/** Host and port of an endpoint as other programs write them; either may be empty. */
export interface Endpoint {
  readonly host: string;
  readonly port: string;
}

/** Splits `host:port`, `[host]:port`, `:port` and, at its last colon, `::1:80`; undefined without a colon. */
export function splitEndpoint(text: string): Endpoint | undefined {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return { host: bracketed[1]!, port: bracketed[2] ?? '' };
  const at = text.lastIndexOf(':');
  return at < 0 ? undefined : { host: text.slice(0, at), port: text.slice(at + 1) };
}
