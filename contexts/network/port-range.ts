import type { Outcome } from '../../src/language/outcome.ts';
import type { PortRange } from '../../src/system/network/facts.ts';

/** Answers `show dynamicportrange`. */
export function portRangeAnswer(protocol: string, { start, count }: PortRange): Outcome {
  return {
    kind: 'text',
    lines: [
      '',
      `Protocol ${protocol} Dynamic Port Range`,
      '-'.repeat(33),
      `Start Port      : ${start}`,
      `Number of Ports : ${count}`,
      '',
    ],
    json: { protocol, startPort: start, numberOfPorts: count },
  };
}
