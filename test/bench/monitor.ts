// What the monitor costs: `node test/bench/monitor.ts [seconds]`. CPU of a process that shows 1,000 entries and 5,000
// connections of which 500 carry bytes, ten frames a second; and bytes per frame with two changing rows at 160×50.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';

const seconds = Number(process.argv[2] ?? 10);
const folder = mkdtempSync(path.join(tmpdir(), 'netsh-bench-'));
const file = path.join(folder, 'run.mjs');
const bundle = await rolldown({
  input: path.join(import.meta.dirname, 'monitor-run.ts'),
  platform: 'node',
  external: [/^node:/],
  resolve: { alias: { 'react-devtools-core': false } },
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
});
await bundle.write({ file, format: 'esm', codeSplitting: false });
for (const scene of ['feed-only', 'busy', 'two-rows', 'idle']) {
  const { stdout, stderr } = spawnSync(process.execPath, [file, scene, String(seconds)], {
    encoding: 'utf8',
  });
  console.log(`${scene.padEnd(10)} ${stdout.trim()}${stderr}`);
}
rmSync(folder, { recursive: true });
