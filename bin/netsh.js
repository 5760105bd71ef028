#!/usr/bin/env node
// Starts netsh with a Node that can run it: this one, or the Node 24 that a checkout brings along.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const program = new URL('../dist/main.js', import.meta.url);

if (major < 22 || (major === 22 && minor < 18)) {
  const own = fileURLToPath(
    new URL(`../node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
  );
  if (existsSync(own)) runWith(own, await import('node:child_process'));
  else
    fail(`netsh needs Node 22.18 or newer; this is Node ${process.versions.node}. Install a current Node.`);
} else if (existsSync(program)) {
  const { main } = await import(program.href);
  process.exitCode = await main(process.argv.slice(2), fileURLToPath(import.meta.url));
} else fail('netsh is not built: run `npm ci` (or `npm run build`) in its folder first.');

/** The same command line with another Node; signals reach it, and its end is ours. */
function runWith(node, { spawn }) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // The terminal sends SIGINT to the whole group: the child has it already.
    process.on(signal, () => signal === 'SIGINT' || child.kill(signal));
  }
  child.on('error', (error) => fail(`netsh cannot start ${node}: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exitCode = code ?? 1;
  });
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
