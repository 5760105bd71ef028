import { type Address, parseConnectAddress } from './address.ts';
import type { IpVersion } from './family.ts';
import type { ParsedText } from './kinds/kind.ts';
import { MAX_PORT, NO_SERVICES, parsePort } from './port.ts';

/** One target of an entry as it was typed: its address, and its own port where it has one (else `connectport` holds). */
export interface Target {
  readonly address: Address;
  /** Port number. */
  readonly port?: number | undefined;
}

/** So many targets an entry may have. */
const MOST = 32;
/** Longest list of targets, characters: 32 IPv6 addresses with their ports, or as many names of 50 characters. */
export const MAX_TARGETS_TEXT = 2_000;

/**
 * Parses a connect address: one address, or a list with commas, each with a port behind a colon where it has one of its
 * own (`10.0.0.5,10.0.0.6:8080,[fd00::5]:80,name`). An entry with one target has its port in `connectport` alone.
 */
export function parseTargets(text: string, version: IpVersion): ParsedText<readonly [Target, ...Target[]]> {
  if (!text.includes(',')) {
    const parsed = parseConnectAddress(text, version);
    if (parsed.ok) return { ok: true, value: [{ address: parsed.value }] };
    const { host, port } = splitPort(text);
    return port !== undefined && /^\d{1,5}$/.test(port) && parseConnectAddress(host, version).ok
      ? { ok: false, reason: ownPortProblem(port) }
      : parsed;
  }
  if (text.length > MAX_TARGETS_TEXT) {
    return { ok: false, reason: `A list of targets has at most ${MAX_TARGETS_TEXT} characters.` };
  }
  if (/\s/.test(text)) return { ok: false, reason: 'A list of targets has commas and no blanks.' };
  const parts = text.split(',');
  if (parts.length > MOST) return { ok: false, reason: `An entry has at most ${MOST} targets.` };
  const targets: Target[] = [];
  const seen = new Set<string>();
  for (const part of parts) {
    if (part === '')
      return {
        ok: false,
        reason: 'A target of the list is empty. Write one comma between two, and no blank.',
      };
    if (seen.has(part.toLowerCase())) return { ok: false, reason: `${part} stands in the list twice.` };
    seen.add(part.toLowerCase());
    const parsed = parseTarget(part, version);
    if (!parsed.ok) return { ok: false, reason: `${part}: ${parsed.reason}` };
    targets.push(parsed.value);
  }
  const [first, ...others] = targets;
  return first ? { ok: true, value: [first, ...others] } : { ok: false, reason: 'The list is empty.' };
}

/** One target of a connect address as it was typed, without checks; `port` where it has one of its own. */
interface TargetText {
  readonly host: string;
  readonly port?: string | undefined;
}

/** Returns the targets of a connect address as they were typed. */
export function targetTexts(text: string): TargetText[] {
  return hasSeveralTargets(text) ? text.split(',').map(splitPort) : [{ host: text }];
}

/** Returns the first target of a connect address as it was typed: what a netsh of Windows can hold. */
export function firstTarget(text: string): TargetText {
  return targetTexts(text)[0] ?? { host: text };
}

/** Whether a connect address is a list of several targets. */
export function hasSeveralTargets(text: string): boolean {
  return text.includes(',');
}

/** Says where the port of an entry's only target belongs. */
function ownPortProblem(port: string): string {
  return `One address has no port here: give it as connectport=${port}. Only in a list with commas each may have its own.`;
}

function parseTarget(text: string, version: IpVersion): ParsedText<Target> {
  const { host, port } = splitPort(text);
  const parsed = parseConnectAddress(host, version);
  if (!parsed.ok) return parsed;
  if (port === undefined) return { ok: true, value: { address: parsed.value } };
  const number = parsePort(port, NO_SERVICES);
  return number.ok && number.value.kind === 'number'
    ? { ok: true, value: { address: parsed.value, port: number.value.port } }
    : { ok: false, reason: `The port of a target is a number from 1 to ${MAX_PORT}.` };
}

/** Splits `host:port`; a text with more than one colon outside brackets is an IPv6 address without a port. */
function splitPort(text: string): TargetText {
  const [, host, port] = /^(\[[^\]]*\]|[^:]*):([^:]*)$/.exec(text) ?? [];
  return host === undefined || port === undefined ? { host: text } : { host, port };
}
