import type { ParsedText } from './kinds/kind.ts';

/** Service names in lower case with their TCP port, as in the system's services table. */
export type Services = ReadonlyMap<string, number>;

/** No service names: only numbers and ranges are understood. */
export const NO_SERVICES: Services = new Map();

/** A port as it was typed, parsed: one number, a name of the services table, or a range. */
export type Port =
  | { readonly kind: 'number'; readonly text: string; readonly port: number }
  | { readonly kind: 'service'; readonly text: string; readonly port: number }
  | { readonly kind: 'range'; readonly text: string; readonly from: number; readonly to: number };

/** First and last port, both included; equal for a single port. */
export interface PortSpan {
  readonly from: number;
  readonly to: number;
}

/** The highest port number. */
export const MAX_PORT = 65_535;
const USE = `Use 1-${MAX_PORT}, a range such as 30000-30010, or a service name such as http.`;

/**
 * Parses a port: digits only (no sign, no leading zero), a service name in any case, or `from-to`.
 * The reason of a refusal says what is accepted.
 */
export function parsePort(text: string, services: Services): ParsedText<Port> {
  if (/^\d+$/.test(text)) {
    const problem = numberProblem(text);
    return problem
      ? { ok: false, reason: `${problem}. ${USE}` }
      : { ok: true, value: { kind: 'number', text, port: Number(text) } };
  }
  const service = services.get(text.toLowerCase());
  if (service !== undefined) return { ok: true, value: { kind: 'service', text, port: service } };
  const range = /^(\d+)-(\d+)$/.exec(text);
  if (range) return parseRange(text, range[1]!, range[2]!);
  return { ok: false, reason: `Not a port number or a known service. ${USE}` };
}

/** Whether more typing at its end may make a text a port. */
export function mayBecomePort(text: string, services: Services): boolean {
  const digits = /^(\d+)(?:-(\d*))?$/.exec(text);
  if (digits && [digits[1]!, digits[2] || '1'].every((one) => numberProblem(one) === undefined)) return true;
  const lower = text.toLowerCase();
  return services.keys().some((name) => name.startsWith(lower));
}

/** Returns the port numbers that a port stands for. */
export function portSpan(port: Port): PortSpan {
  return port.kind === 'range' ? { from: port.from, to: port.to } : { from: port.port, to: port.port };
}

/** Returns how many ports a span holds. */
export function spanSize(span: PortSpan): number {
  return span.to - span.from + 1;
}

/** Returns the ports that two spans have in common; undefined where they have none. */
export function overlap(one: PortSpan, other: PortSpan): PortSpan | undefined {
  const from = Math.max(one.from, other.from);
  const to = Math.min(one.to, other.to);
  return from <= to ? { from, to } : undefined;
}

/** Returns how many ports a text stands for: the size of a range, else 1. */
export function portCount(text: string): number {
  if (!text.includes('-')) return 1;
  const parsed = parsePort(text, NO_SERVICES);
  return parsed.ok ? spanSize(portSpan(parsed.value)) : 1;
}

/** Returns why an entry cannot connect to so many ports: only to one, or to as many as it listens on. */
export function spanProblem(listen: number, connect: number): string | undefined {
  if (connect === 1 || connect === listen) return undefined;
  const wanted =
    listen === 1 ? '1 listen port. Use one port' : `${listen} listen ports. Use one port, or ${listen}`;
  return `These are ${connect} ports for ${wanted}.`;
}

function parseRange(text: string, first: string, last: string): ParsedText<Port> {
  const problem = numberProblem(first) ?? numberProblem(last);
  if (problem) return { ok: false, reason: `${problem}. ${USE}` };
  const from = Number(first);
  const to = Number(last);
  if (from > to) return { ok: false, reason: `The range ends before it begins. Use ${to}-${from}.` };
  return { ok: true, value: { kind: 'range', text, from, to } };
}

function numberProblem(digits: string): string | undefined {
  if (digits === '0') return 'Port 0 does not exist';
  if (digits.startsWith('0')) return 'A port number has no leading zero';
  if (digits.length > 5 || Number(digits) > MAX_PORT) return `The highest port is ${MAX_PORT}`;
  return undefined;
}
