import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { TestHome } from '../program/netsh.ts';
import { portTokens, replay } from './transcript.ts';

const folder = path.join(import.meta.dirname, 'one-shot');

/** `vitest -u` writes what the program prints now; read the difference before you keep it. */
test.each(readdirSync(folder))('%s is what the program prints, to the byte', async (name) => {
  const file = path.join(folder, name);
  const home = new TestHome();
  try {
    const written = readFileSync(file, 'utf8');
    // Else the first change would say that it starts the relay.
    if (written.includes('PORT1')) await home.netsh(['relay', 'start']);
    await expect(await replay(written, home, await portTokens())).toMatchFileSnapshot(file);
  } finally {
    await home.close();
  }
});
