import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { NetshTerminal } from '../pty/netsh.ts';
import { fill, hide, portTokens } from './transcript.ts';

const folder = path.join(import.meta.dirname, 'shell');
/** A prompt with what was typed at it. */
const TYPED = /^(netsh[a-z ]*>)(.*)$/;

/** A session typed in a real terminal is, at its end, what the terminal holds. `vitest -u` writes it anew. */
test.each(readdirSync(folder))('%s is what the terminal shows, to the byte', async (name) => {
  const file = path.join(folder, name);
  const typed = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => TYPED.exec(line)?.[2] ?? []);
  const tokens = await portTokens();
  const terminal = new NetshTerminal({ columns: 140, rows: 30 });
  try {
    for (const [at, line] of typed.entries()) {
      await terminal.waitFor(
        ({ text, cursorRow }) => TYPED.exec(cursorRow)?.[2] === '' && prompts(text) === at + 1,
      );
      terminal.type(`${fill(line, tokens)}\r`);
    }
    expect(await terminal.ended).toEqual({ exitCode: 0, signal: 0 });
    await expect(`${hide(terminal.screen.text, tokens)}\n`).toMatchFileSnapshot(file);
  } finally {
    await terminal.close();
  }
});

function prompts(text: string): number {
  return text.split('\n').filter((line) => TYPED.test(line)).length;
}
