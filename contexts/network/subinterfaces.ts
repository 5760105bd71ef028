import type { Outcome } from '../../src/language/outcome.ts';
import type { InterfaceFacts, TrafficFacts } from '../../src/system/network/facts.ts';
import { orDash } from './layout.ts';

const DASHES = ['------', '---------------', '---------', '---------'];
/** netsh's numbers for the state of a link. */
const MEDIA = { connected: 1, disconnected: 5 } as const;

/** Answers `show subinterfaces`; columns of bytes are as wide as their widest figure, as in netsh. */
export function subinterfacesAnswer(
  interfaces: readonly InterfaceFacts[],
  traffic: readonly TrafficFacts[],
): Outcome {
  const found = interfaces.map((one) => {
    const carried = traffic.find((some) => some.interface === one.name);
    return {
      name: one.name,
      mtu: one.mtu,
      mediaSenseState: one.isConnected ? MEDIA.connected : MEDIA.disconnected,
      bytesIn: carried?.bytesIn ?? null,
      bytesOut: carried?.bytesOut ?? null,
    };
  });
  const cells = found.map((one) => [
    orDash(one.mtu),
    String(one.mediaSenseState),
    orDash(one.bytesIn),
    orDash(one.bytesOut),
  ]);
  const widths = DASHES.map((dashes, at) =>
    at < 2 ? dashes.length : Math.max(dashes.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: readonly string[], name: string) =>
    [...row.map((cell, at) => cell.padStart(widths[at] ?? 0)), name].join('  ');
  return {
    kind: 'text',
    lines: [
      '',
      line(['MTU', 'MediaSenseState', 'Bytes In', 'Bytes Out'], 'Interface'),
      line(
        widths.map((width) => '-'.repeat(width)),
        '-'.repeat(13),
      ),
      ...cells.map((row, at) => line(row, found[at]?.name ?? '')),
      '',
    ],
    json: { subinterfaces: found },
  };
}
