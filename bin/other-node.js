// Runs a command line with another Node than this one, as if that had been started itself.
import { spawn } from 'node:child_process';

/** Signals that go on to the other process. The terminal sends some to the whole job, so that they come twice. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGWINCH', 'SIGUSR2'];
/** How long the other process has for leaving the terminal before this one stops too, ms. */
const LEAVE_MS = 300;

/** Runs `launcher` with `node`; the end of that process is the end of this one. `fail` tells why it cannot start. */
export function runWith(node, launcher, fail) {
  const options = { stdio: 'inherit' };
  const child = spawn(node, ['--disable-sigusr1', launcher, ...process.argv.slice(2)], options);
  // Without a listener, Node opens its debugger to every user of this machine.
  process.on('SIGUSR1', () => {});
  if (process.platform !== 'win32') {
    for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
    stopTogether(child);
  } else process.on('SIGINT', () => {});
  child.on('error', (error) => fail(`netsh cannot start ${node}: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exitCode = code ?? 1;
  });
}

/**
 * Stops this process, for which the user's shell waits, with the other one, and continues both. The other process tells the
 * whole job to stop once it has left the terminal; one that stops without a word is given `LEAVE_MS`.
 */
function stopTogether(child) {
  let timer;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
    process.off('SIGTSTP', stopped);
    // Returns when somebody continues this process.
    process.kill(process.pid, 'SIGTSTP');
    process.on('SIGTSTP', stopped);
  };
  const stopped = () => {
    if (timer) return stop();
    child.kill('SIGTSTP');
    timer = setTimeout(stop, LEAVE_MS);
  };
  process.on('SIGTSTP', stopped);
  process.on('SIGCONT', () => child.kill('SIGCONT'));
}
