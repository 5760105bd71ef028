import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROGRAM, TestHome } from '../program/netsh.ts';

/** A machine under load needs more than a second to draw. */
const PATIENT = { timeout: 10_000 };
const hasTmux = spawnSync('tmux', ['-V']).status === 0;
let folder = '';
let home: TestHome;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
  home = new TestHome();
});

afterEach(async () => {
  if (hasTmux) tmux('kill-server');
  await home.close();
  rmSync(folder, { recursive: true });
});

function tmux(...args: readonly string[]): string {
  return execFileSync('tmux', ['-S', path.join(folder, 'tmux'), ...args], { encoding: 'utf8' });
}

/** Opens netsh in a pane of 80 columns and 24 rows. */
async function openPane(): Promise<void> {
  const env = [`NETSH_HOME=${home.path}`, 'LANG=C.UTF-8'].flatMap((one) => ['-e', one]);
  const size = ['-x', '80', '-y', '24'];
  tmux('-u', '-f', '/dev/null', 'new-session', '-d', ...size, ...env, process.execPath, PROGRAM);
  await expect.poll(scrolled, PATIENT).toContain('netsh>');
  await keys('interface portproxy\r');
  await expect.poll(scrolled, PATIENT).toContain('netsh interface portproxy>');
}

async function keys(text: string): Promise<void> {
  tmux('send-keys', '-l', text.replace(/\r$/, ''));
  if (!text.endsWith('\r')) return;
  await expect.poll(scrolled, PATIENT).toContain(text.trim());
  tmux('send-keys', 'Enter');
}

/** Returns everything from the first row of the scrollback on, folded rows joined. */
function scrolled(): string {
  return tmux('capture-pane', '-p', '-J', '-S', '-');
}

function count(word: string): number {
  return scrolled().split(word).length - 1;
}

test.skipIf(!hasTmux)(
  'the first prompt and Ctrl-L leave no copy of the prompt in the scrollback',
  async () => {
    await openPane();
    expect(count('netsh>')).toBe(1);
    await keys('show all\r');
    await expect.poll(scrolled, PATIENT).toContain('The table is empty.');
    tmux('send-keys', 'C-l');
    await expect.poll(() => tmux('capture-pane', '-p').trim(), PATIENT).toBe('netsh interface portproxy>');
    await keys('offline\r');
    await expect.poll(scrolled, PATIENT).toContain('(offline)>');
    // Of the lines `show all` and `offline`, one each.
    expect(count('netsh interface portproxy>')).toBe(2);
  },
);

test.skipIf(!hasTmux)(
  'a pane that becomes narrower and wider keeps one copy of the prompt and its hints',
  async () => {
    await openPane();
    for (let times = 1; times <= 4; times++) {
      await keys('show all\r');
      await expect.poll(() => count('The table is empty.'), PATIENT).toBe(times);
    }
    const line = 'add v4tov4 listenport=18771 listenaddress=127.0.0.1 connectport=18772 ';
    await keys(line);
    for (const columns of [70, 55, 80, 41]) {
      tmux('resize-window', '-x', String(columns));
      const width = columns - 1;
      const shown = `netsh interface portproxy>${line}`;
      const rows = Array.from({ length: Math.ceil(shown.length / width) }, (_, at) =>
        shown.slice(at * width, (at + 1) * width).trimEnd(),
      );
      await expect.poll(() => tmux('capture-pane', '-p'), PATIENT).toContain(`${rows.at(-1)}`);
      await expect.poll(() => tmux('capture-pane', '-p'), PATIENT).toContain(rows[0]);
      await expect.poll(() => count('[connectaddress=]'), PATIENT).toBe(1);
      expect(count('portproxy>add')).toBe(1);
    }
  },
);
