#!/usr/bin/env node
// Starts netsh with a Node that can run it: this one, or the Node 24 that a checkout brings along.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) await start();
else await startWithOwnNode();

/** Nothing is imported here that the program does not need anyway: every module costs time at the start. */
async function start() {
  const program = new URL('../dist/main.js', import.meta.url).href;
  let main;
  try {
    ({ main } = await import(program));
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || error.url !== program) throw error;
    fail('netsh is not built: run `npm ci` (or `npm run build`) in its folder first.');
    return;
  }
  process.exitCode = await main(process.argv.slice(2), import.meta.filename);
}

async function startWithOwnNode() {
  const [{ existsSync }, { fileURLToPath }] = await Promise.all([import('node:fs'), import('node:url')]);
  const launcher = fileURLToPath(import.meta.url);
  const own = fileURLToPath(
    new URL(`../node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
  );
  if (existsSync(own)) runWith(own, launcher, await import('node:child_process'));
  else
    fail(`netsh needs Node 22.18 or newer; this is Node ${process.versions.node}. Install a current Node.`);
}

/** The same command line with another Node; signals reach it, and its end is ours. */
function runWith(node, launcher, { spawn }) {
  const child = spawn(node, [launcher, ...process.argv.slice(2)], { stdio: 'inherit' });
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
