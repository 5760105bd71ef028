import type { IpVersion } from '../../portproxy/family.ts';
import type { Protocol } from '../../portproxy/key.ts';
import { hostAndPort } from '../../portproxy/host-address.ts';

/** Why a listen side could not be opened. */
export interface ListenProblem {
  /** The system's error code, such as `EADDRINUSE`. */
  readonly code: string;
  readonly protocol: Protocol;
  readonly version: IpVersion;
  readonly host: string;
  readonly port: number;
}

/** Returns why a listen side could not be opened, in a sentence, with advice where something can be done. */
export function listenReason({ code, version, host, port }: ListenProblem): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is already in use.`;
    case 'EACCES':
    case 'EPERM':
      return `Listening on port ${port} needs a privilege that this process lacks. ${privilegeAdvice(port)}`;
    case 'EADDRNOTAVAIL':
      return `This machine does not have the address ${host} now.`;
    case 'EAFNOSUPPORT':
      return `This machine does not offer IPv${version}.`;
    case 'EMFILE':
    case 'ENFILE':
      return 'There are too many open descriptors to listen on one more port.';
    case 'EINVAL':
      return host.startsWith('fe80:') && !host.includes('%')
        ? `The address ${host} is link-local and needs its interface, such as ${host}%eth0.`
        : `The system cannot listen on ${hostAndPort(host, port)}.`;
    default:
      return `The system refuses to listen on ${hostAndPort(host, port)} (${code}).`;
  }
}

/** Returns the sentence about a listen name that has no address. */
export function nameReason(name: string, code: string): string {
  return `The name ${name} cannot be resolved (${code}).`;
}

/** Returns why a target could not be connected to, in a sentence. */
export function connectReason(target: string, code: string): string {
  return CONNECT_WORDS[code] === undefined
    ? `The connection to ${target} failed (${code}).`
    : `The connection to ${target} failed: ${connectWords(code)}.`;
}

/** Returns an error of connecting in words, a system's code behind them; only the code where there are no words. */
export function connectWords(code: string): string {
  const words = CONNECT_WORDS[code];
  if (words === undefined) return code;
  return code.startsWith('E') ? `${words} (${code})` : words;
}

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

function privilegeAdvice(port: number): string {
  const { platform } = process;
  if (platform === 'linux') {
    return (
      `Let every program use it with "sudo sysctl net.ipv4.ip_unprivileged_port_start=${port}", or this one ` +
      'with "sudo setcap cap_net_bind_service=+ep" on the node program that runs it, or run it as root.'
    );
  }
  return platform === 'win32'
    ? 'The port may be reserved ("netsh interface ipv4 show excludedportrange tcp" lists those).'
    : 'Run it as root, or use a port from 1024 on.';
}
