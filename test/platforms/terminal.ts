// Tries the shell in a terminal: node terminal.ts PATH-TO-COMPLETE COMPLETED COMMAND ARGUMENTS, where the command starts netsh on
// another system. One line a step; ends with 1 where one failed.
import { Terminal } from '../pty/terminal.ts';
import { counts, demand, step, until } from './smoke/harness.ts';

const [typed = '', completed = '', command = '', ...args] = process.argv.slice(2);
const terminal = new Terminal({
  command,
  args,
  columns: 100,
  rows: 30,
  env: { ...process.env, NETSH_PAGER: '' },
});

/** Sends keys, and waits until the screen has a text. */
async function answered(keys: string, wanted: string): Promise<void> {
  terminal.type(keys);
  try {
    await until(() => terminal.screen.text.includes(wanted));
  } catch {
    throw new Error(`no ${JSON.stringify(wanted)} after ${JSON.stringify(keys)}:\n${terminal.screen.text}`);
  }
}

const [CLEAR, ESCAPE] = ['\u0015', '\u001B'];

/** Sends keys, and waits until the cursor stands behind a text. */
async function standsBehind(keys: string, wanted: string): Promise<void> {
  terminal.type(keys);
  try {
    await until(() => terminal.screen.view.includes(`${wanted}▏`));
  } catch {
    throw new Error(
      `no cursor behind ${JSON.stringify(wanted)} after ${JSON.stringify(keys)}:\n${terminal.screen.view}`,
    );
  }
}

await step('the shell shows its prompt', () => standsBehind('', 'netsh>'));
await step('Tab completes a path of the system', async () => {
  await answered(`exec ${typed}\t`, completed);
  await standsBehind(CLEAR, 'netsh>');
});
await step('Tab completes commands', async () => {
  await answered('interface por\t', 'interface portproxy');
  await standsBehind(`${CLEAR}interface portproxy\r`, 'netsh interface portproxy>');
});
await step('the editing mode is changed', async () => {
  await answered('set editing mode=vi\r', 'help keys lists the keys.');
  await standsBehind('', 'netsh interface portproxy>');
});
// Wine's console hands on no Escape that stands alone.
const hasEscape = !typed.startsWith('C:');
if (hasEscape)
  await step('the keys of vi', async () => {
    await answered(`xshow all${ESCAPE}`, '-- NORMAL --');
    await standsBehind('0xA', 'netsh interface portproxy>show all');
    await standsBehind('\r', 'netsh interface portproxy>');
  });
await step('the editing mode is changed back', async () => {
  await answered('set editing mode=emacs\r', 'mode=emacs');
  await standsBehind('', 'netsh interface portproxy>');
});
await step('a lesson begins, and is left', async () => {
  await answered('learn 1\r', 'Your first forward');
  await standsBehind('', 'netsh>');
  await standsBehind('exit\r', 'netsh interface portproxy>');
});
await step('exit ends it with 0', async () => {
  // A line that is typed while the shell takes its terminal back from the lesson may be lost.
  const again = setInterval(() => terminal.type('exit\r'), 5_000);
  terminal.type('exit\r');
  const { exitCode } = await terminal.ended;
  clearInterval(again);
  demand(exitCode === 0, { exitCode, text: terminal.screen.text });
});
terminal.kill('SIGKILL');
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed > 0 ? 1 : 0);
