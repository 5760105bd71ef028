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
  if (existsSync(own)) (await import('./other-node.js')).runWith(own, launcher, fail);
  else
    fail(`netsh needs Node 22.18 or newer; this is Node ${process.versions.node}. Install a current Node.`);
}

function fail(message) {
  process.stderr.write(message + (process.platform === 'win32' ? '\r\n' : '\n'));
  process.exitCode = 1;
}
