// How long the first prompt takes in a pseudo-terminal, beside a bare Node: `node test/bench/first-prompt.ts`.
import { spawnSync } from 'node:child_process';
import { NetshTerminal } from '../pty/netsh.ts';

const RUNS = 21;
/** The number to reach, in times a bare Node. */
const LIMIT = 6;

const bare: number[] = [];
const prompt: number[] = [];
const echo: number[] = [];

for (let run = 0; run < RUNS; run++) {
  const begin = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  bare.push(performance.now() - begin);

  const start = performance.now();
  const terminal = new NetshTerminal();
  await terminal.waitFor('netsh>');
  prompt.push(performance.now() - start);
  terminal.type('interface');
  await terminal.waitFor('Changes to');
  echo.push(performance.now() - start);
  await terminal.close();
}

const [node, first, ready] = [bare, prompt, echo].map(median) as [number, number, number];
console.log(`bare node     ${node.toFixed(1)} ms`);
console.log(
  `first prompt  ${first.toFixed(1)} ms, ${(first / node).toFixed(2)} × bare node (limit ${LIMIT})`,
);
console.log(`a typed word drawn with its hint  ${ready.toFixed(1)} ms, ${(ready / node).toFixed(2)} ×`);
process.exitCode = first / node <= LIMIT ? 0 : 1;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
