import type { IpVersion } from '../../portproxy/family.ts';
import type { Protocol } from '../../portproxy/key.ts';
import { isLocalAddress } from '../common/local-addresses.ts';
import { canonicalHost, hostAndPort, isLoopback, unspecified } from '../../portproxy/host-address.ts';

/** Why a listen side could not be opened. */
export interface ListenProblem {
  /** The system's error code, such as `EADDRINUSE`. */
  readonly code: string;
  readonly protocol: Protocol;
  readonly version: IpVersion;
  readonly host: string;
  readonly port: number;
}

/** Returns why a listen side could not be opened, in sentences, with advice where something can be done. */
export function listenReason(problem: ListenProblem, platform: NodeJS.Platform = process.platform): string {
  const { code, protocol, version, host, port } = problem;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is already in use.`;
    case 'EACCES':
    case 'EPERM':
      // Windows has no privileged ports: so it answers where a program (mostly a service) shares the port with nobody.
      return platform === 'win32'
        ? `Port ${port} is taken by a program that shares it with nobody, or reserved by the system ("netsh interface ` +
            `ipv${version} show excludedportrange ${protocol}" of Windows lists those).`
        : `Listening on port ${port} needs a privilege that this process lacks. ${privilegeAdvice(problem, platform)}`;
    case 'EADDRNOTAVAIL': {
      const alias =
        platform === 'darwin' && isLoopback(host) ? ` Add it with: sudo ifconfig lo0 alias ${host}` : '';
      return `This machine does not have the address ${host} now.${alias}`;
    }
    case 'EAFNOSUPPORT':
      return `This machine does not offer IPv${version}.`;
    case 'EMFILE':
    case 'ENFILE':
      return 'There are too many open descriptors to listen on one more port.';
    case 'EINVAL':
      return host.startsWith('fe80:') && !host.includes('%')
        ? `The address ${host} is link-local and needs its interface, such as ${host}%${platform === 'win32' ? '12' : 'eth0'}.`
        : `The system cannot listen on ${hostAndPort(host, port)}.`;
    default:
      return `The system refuses to listen on ${hostAndPort(host, port)} (${code}).`;
  }
}

/** Returns the sentence about a listen name that has no address. */
export function nameReason(name: string, code: string): string {
  return `The name ${name} cannot be resolved (${code}).`;
}

/**
 * Returns why a target could not be connected to, in a sentence, with advice where something can be done. `source` is the
 * address from which the entry connects, where it sets one.
 */
export function connectReason(
  target: string,
  code: string,
  source?: string,
  platform: NodeJS.Platform = process.platform,
): string {
  const missing = missingSource(code, source);
  if (missing !== undefined) return `The connection to ${target} failed: ${missing}`;
  return CONNECT_WORDS[code] === undefined
    ? `The connection to ${target} failed (${code}).`
    : `The connection to ${target} failed: ${connectWords(code)}.${localNetworkAdvice(code, platform)}`;
}

/** Returns why datagrams do not reach a target, in a sentence; `source` as for connections. */
export function targetReason(target: string, code: string, source?: string): string {
  return `Datagrams do not reach ${target}: ${missingSource(code, source) ?? `${connectWords(code)}.`}`;
}

/** Says that the address from which an entry connects is none of this machine's; undefined where that is not why. */
function missingSource(code: string, source: string | undefined): string | undefined {
  if (source === undefined || !SOURCE_ERRORS.has(code) || isLocalAddress(canonicalHost(source)))
    return undefined;
  return (
    `this machine does not have the address ${source} (${code}). Set sourceaddress ` +
    'to one that it has, or take it back with sourceaddress=default.'
  );
}

/** Returns an error of connecting in words, a system's code behind them; only the code where there are no words. */
export function connectWords(code: string): string {
  const words = CONNECT_WORDS[code];
  if (words === undefined) return code;
  return code.startsWith('E') ? `${words} (${code})` : words;
}

/** Errors of a connection whose source address is none of this machine's. */
const SOURCE_ERRORS: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EINVAL']);

const CONNECT_WORDS: Readonly<Record<string, string>> = {
  denied: 'rules of advfirewall do not allow it',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it was reset at once',
  ETIMEDOUT: 'there was no answer in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  EADDRNOTAVAIL: 'no local address or port is left for it',
  EMFILE: 'too many descriptors are open',
  ENFILE: 'too many descriptors are open in the whole system',
  ENOTFOUND: 'the name does not exist',
  EAI_AGAIN: 'the name server does not answer',
};

/** macOS 15 asks which programs may reach the local network, and answers the others as if no neighbour was there. */
function localNetworkAdvice(code: string, platform: NodeJS.Platform): string {
  return platform === 'darwin' && code === 'EHOSTUNREACH'
    ? ' For a neighbour, see who may reach the local network: System Settings, Privacy & Security, Local Network.'
    : '';
}

function privilegeAdvice({ version, host, port }: ListenProblem, platform: NodeJS.Platform): string {
  if (platform === 'linux') {
    return (
      `Let every program use it with "sudo sysctl net.ipv4.ip_unprivileged_port_start=${port}", or this one ` +
      'with "sudo setcap cap_net_bind_service=+ep" on the node program that runs it, or run it as root.'
    );
  }
  const others = 'Use a port from 1024 on, or run it as root, whose table is another one.';
  return platform === 'darwin' && host !== unspecified(version)
    ? `Leave listenaddress out: macOS lets everyone listen on all addresses. ${others}`
    : others;
}
