import type { TcpSettings } from './facts.ts';
import { figure } from './sys-net.ts';

/** Settings of /proc/sys/net/ipv4 (tcp(7), ip-sysctl) and of the cubic module as text; undefined where unreadable. */
export type TcpTexts = Readonly<
  Record<
    | 'tcp_moderate_rcvbuf'
    | 'tcp_congestion_control'
    | 'tcp_ecn'
    | 'tcp_timestamps'
    | 'tcp_syn_retries'
    | 'tcp_fastopen'
    | 'hystart',
    string | undefined
  >
>;

/** Returns the TCP settings of Linux in netsh's words. */
export function tcpSettings(texts: TcpTexts): TcpSettings {
  const provider = texts.tcp_congestion_control?.trim();
  const congestionProvider = provider === undefined || provider === '' ? null : provider;
  return {
    autoTuning: word(texts.tcp_moderate_rcvbuf, (value) => (value === 0 ? 'disabled' : 'normal')),
    congestionProvider,
    ecn: word(texts.tcp_ecn, ecnWord),
    timestamps: word(texts.tcp_timestamps, enabled),
    maxSynRetransmissions: figure(texts.tcp_syn_retries),
    fastOpen: word(texts.tcp_fastopen, (value) => FAST_OPEN[value & 3] ?? null),
    // A part of cubic; where another provider is used there is no HyStart of which to tell.
    hyStart: congestionProvider === 'cubic' ? word(texts.hystart, enabled) : null,
  };
}

/** Words by the bits of tcp_fastopen: 1 for outgoing connections, 2 for accepted ones. */
const FAST_OPEN = ['disabled', 'client', 'server', 'enabled'] as const;

/** Returns the word for a tcp_ecn: 1, 3 and 4 request a kind of ECN, 2 and 5 only accept it. */
function ecnWord(value: number): TcpSettings['ecn'] {
  if (value === 0) return 'disabled';
  if (value === 2 || value === 5) return 'incoming';
  return value <= 4 ? 'enabled' : null;
}

function enabled(value: number): 'enabled' | 'disabled' {
  return value === 0 ? 'disabled' : 'enabled';
}

function word<T>(text: string | undefined, of: (value: number) => T | null): T | null {
  const value = figure(text);
  return value === null ? null : of(value);
}
