import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeText, linesOf } from '../../../src/portproxy/formats/decode.ts';
import { detectFormat } from '../../../src/portproxy/formats/read-table.ts';
import { read, summary } from './support.ts';

const folder = path.join(import.meta.dirname, '../../wild');

/** What import makes of a text, one line for each thing. */
async function answer(text: string): Promise<string[]> {
  const format = detectFormat(text)?.name ?? 'unknown';
  const { entries, faults, leftOut, notes, counted } = summary(
    await read(format === 'unknown' ? 'windows' : format, text),
  );
  const { firewallCalls } = await read('windows', text);
  return [
    ...(format === 'windows' ? [] : [`format ${format}`]),
    ...entries.map((one) => `entry ${one}`),
    ...faults.map((one) => `refused ${one}`),
    ...leftOut.map((one) => `left out ${one}`),
    ...notes.map((one) => `note ${one}`),
    ...firewallCalls.map(({ line, args }) => `firewall ${line}: ${args}`),
    ...counted.map((one) => `counted ${one}`),
  ];
}

describe('what people have, and what import makes of it', () => {
  test('lines', async () => {
    const told: string[] = [];
    for (const line of linesOf(readFileSync(path.join(folder, 'lines.txt'), 'utf8'))) {
      told.push(line, ...(await answer(line)).map((one) => `    -> ${one}`));
    }
    await expect(`${told.join('\n')}\n`).toMatchFileSnapshot('wild/lines.answers.txt');
  });

  test('scripts', async () => {
    const told: string[] = [];
    for (const name of readdirSync(path.join(folder, 'scripts'))) {
      const text = decodeText(readFileSync(path.join(folder, 'scripts', name)))?.text ?? '';
      told.push(name, ...(await answer(text)).map((one) => `    -> ${one}`));
    }
    await expect(`${told.join('\n')}\n`).toMatchFileSnapshot('wild/scripts.answers.txt');
  });
});
