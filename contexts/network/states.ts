import type { Outcome } from '../../src/language/outcome.ts';
import type { InterfaceFacts } from '../../src/system/network/facts.ts';

const HEADING = 'Admin State    State          Type             Interface Name';
const DASHES = '-'.repeat(73);

/** Answers `interface show interface` in netsh's columns (transcript 21). */
export function statesAnswer(interfaces: readonly InterfaceFacts[]): Outcome {
  const rows = interfaces.map((one) => {
    const { adminState, state, type, name } = words(one);
    return `${adminState.padEnd(15)}${state.padEnd(15)}${type.padEnd(17)}${name}`;
  });
  return {
    kind: 'text',
    lines: ['', HEADING, DASHES, ...rows, ''],
    json: { interfaces: interfaces.map(words) },
  };
}

/** Answers `interface show interface` with a name. */
export function stateAnswer(one: InterfaceFacts): Outcome {
  const { adminState, state, type, name } = words(one);
  return {
    kind: 'text',
    lines: [
      '',
      name,
      `   Type:                 ${type}`,
      `   Administrative state: ${adminState}`,
      `   Connect state:        ${state}`,
      '',
    ],
    json: { interfaces: [words(one)] },
  };
}

function words({ name, isEnabled, isConnected, isLoopback }: InterfaceFacts) {
  return {
    name,
    adminState: isEnabled ? 'Enabled' : 'Disabled',
    state: isConnected ? 'Connected' : 'Disconnected',
    type: isLoopback ? 'Loopback' : 'Dedicated',
  };
}
