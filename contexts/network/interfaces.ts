import type { Outcome } from '../../src/language/outcome.ts';
import type { InterfaceFacts, InterfaceSettings } from '../../src/system/network/facts.ts';
import { orDash } from './layout.ts';

const HEADING = 'Idx     Met         MTU          State                Name';
const DASHES = '---  ----------  ----------  ------------  ---------------------------';

/** Answers `show interfaces` in netsh's columns (transcript 21); other systems have no metric to show. */
export function interfacesAnswer(interfaces: readonly InterfaceFacts[]): Outcome {
  const rows = interfaces.map(
    (one) =>
      `${orDash(one.index).padStart(3)}  ${'-'.padStart(10)}  ${orDash(one.mtu).padStart(10)}  ` +
      `${stateOf(one).padEnd(12)}  ${one.name}`,
  );
  return {
    kind: 'text',
    lines: ['', HEADING, DASHES, ...rows, ''],
    json: { interfaces: interfaces.map(fields) },
  };
}

/** An interface with its settings. */
interface Parameters {
  readonly facts: InterfaceFacts;
  readonly settings: InterfaceSettings;
}

/** Answers with the parameters of each interface: those of netsh's lines that the system tells. */
export function parametersAnswer(interfaces: readonly Parameters[]): Outcome {
  return {
    kind: 'text',
    lines: ['', ...interfaces.flatMap(parameterLines)],
    json: {
      interfaces: interfaces.map(({ facts, settings }) => Object.assign({}, fields(facts), settings)),
    },
  };
}

function parameterLines({ facts, settings }: Parameters): string[] {
  const { forwarding } = settings;
  const rows: [string, string | null][] = [
    ['IfIndex', unit(facts.index, '')],
    ['State', stateOf(facts)],
    ['Link MTU', unit(facts.mtu, ' bytes')],
    ['Base Reachable Time', unit(settings.baseReachableTimeMs, ' ms')],
    ['Retransmission Interval', unit(settings.retransmissionIntervalMs, ' ms')],
    ['DAD Transmits', unit(settings.dadTransmits, '')],
    ['Forwarding', forwarding === null ? null : forwarding ? 'enabled' : 'disabled'],
  ];
  return [
    `Interface ${facts.name} Parameters`,
    '-'.repeat(46),
    ...rows.flatMap(([name, value]) => (value === null ? [] : `${name.padEnd(35)}: ${value}`)),
    '',
  ];
}

function unit(value: number | null, name: string): string | null {
  return value === null ? null : `${value}${name}`;
}

function fields(one: InterfaceFacts) {
  return { name: one.name, index: one.index, metric: null, mtu: one.mtu, state: stateOf(one) };
}

function stateOf(one: InterfaceFacts): 'connected' | 'disconnected' {
  return one.isConnected ? 'connected' : 'disconnected';
}
