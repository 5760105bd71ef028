import type { Outcome } from '../../src/language/outcome.ts';
import type { TcpSettings } from '../../src/system/network/facts.ts';

/**
 * Answers `interface tcp show global` (transcript 53) with the lines that mean the same on this system, where it tells
 * them. As on Windows, a blank follows the value.
 */
export function tcpAnswer(settings: TcpSettings): Outcome {
  const rows: [string, string | number | null][] = [
    ['Receive Window Auto-Tuning Level', settings.autoTuning],
    ['Add-On Congestion Control Provider', settings.congestionProvider],
    ['ECN Capability', settings.ecn],
    ['RFC 1323 Timestamps', settings.timestamps],
    ['Max SYN Retransmissions', settings.maxSynRetransmissions],
    ['Fast Open', settings.fastOpen],
    ['HyStart', settings.hyStart],
  ];
  return {
    kind: 'text',
    lines: [
      'Querying active state...',
      '',
      'TCP Global Parameters',
      '-'.repeat(46),
      ...rows.flatMap(([name, value]) => (value === null ? [] : `${name.padEnd(36)}: ${value} `)),
      '',
    ],
    json: {
      receiveWindowAutoTuningLevel: settings.autoTuning,
      addOnCongestionControlProvider: settings.congestionProvider,
      ecnCapability: settings.ecn,
      rfc1323Timestamps: settings.timestamps,
      maxSynRetransmissions: settings.maxSynRetransmissions,
      fastOpen: settings.fastOpen,
      hyStart: settings.hyStart,
    },
  };
}
