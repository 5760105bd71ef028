import type { Outcome } from '../../src/language/outcome.ts';
import type { InterfaceFacts, NeighborFacts } from '../../src/system/network/facts.ts';
import { orDash } from './layout.ts';

const HEADING = 'Internet Address                              Physical Address   Type';
const DASHES = '--------------------------------------------  -----------------  -----------';

/** Answers `show neighbors` with a table for each interface. */
export function neighborsAnswer(
  interfaces: readonly InterfaceFacts[],
  neighbors: readonly NeighborFacts[],
): Outcome {
  const found = interfaces.map((facts) => ({
    facts,
    neighbors: neighbors.filter((one) => one.interface === facts.name),
  }));
  return {
    kind: 'text',
    lines: [
      '',
      ...found.flatMap((one) => [
        `Interface ${orDash(one.facts.index)}: ${one.facts.name}`,
        '',
        '',
        HEADING,
        DASHES,
        ...one.neighbors.map(row),
        '',
      ]),
    ],
    json: {
      neighbors: found.flatMap((one) =>
        one.neighbors.map((neighbor) => ({
          interface: one.facts.name,
          index: one.facts.index,
          address: neighbor.address,
          physicalAddress: neighbor.mac && windowsMac(neighbor.mac),
          type: neighbor.type,
          isRouter: neighbor.isRouter,
        })),
      ),
    },
  };
}

function row({ address, mac, type, isRouter }: NeighborFacts): string {
  const typeText = `${orDash(type)}${isRouter ? ' (Router)' : ''}`;
  return `${address.padEnd(44)}  ${windowsMac(mac ?? '').padEnd(17)}  ${typeText}`;
}

/** Returns a link address in the spelling of Windows, with dashes for colons. */
function windowsMac(mac: string): string {
  return mac.toLowerCase().replaceAll(':', '-');
}
