import { defineConfig } from 'rolldown';
import { asciiCode } from './tools/ascii-code.ts';
import { entry } from './tools/entry.ts';
import { lightBuiltins } from './tools/light-builtins.ts';
import { startChunk } from './tools/start-chunk.ts';
import { thirdParty } from './tools/third-party.ts';

const SHARED = {
  platform: 'node' as const,
  external: [/^node:(?!(?:fs|http|module|net|os|path)$)/],
  resolve: { alias: { 'react-devtools-core': false as const } },
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
};
const OUTPUT = {
  dir: 'dist',
  format: 'esm' as const,
  minify: true,
  chunkFileNames: '[name]-[hash].js',
};
/** The notices of all bundles. */
const notices = thirdParty();

/**
 * The release, in bundles that share nothing, so that a process and a thread have in their memory only what they run: the
 * program, with one light start and chunks that only those parts load that need them (Ink, conf, an embedded relay), the
 * service, and the thread of its data plane.
 */
export default defineConfig([
  {
    ...SHARED,
    input: { main: 'src/main.ts', 'helper-worker': 'src/helpers/worker.ts', helper: 'src/helpers/api.ts' },
    plugins: [lightBuiltins(), asciiCode(), entry('src/start.ts', 'main.js', SHARED), notices],
    output: { ...OUTPUT, cleanDir: true, codeSplitting: { groups: [{ name: startChunk('src/main.ts') }] } },
  },
  {
    ...SHARED,
    input: { background: 'src/background.ts' },
    plugins: [lightBuiltins(), asciiCode(), notices],
    output: { ...OUTPUT, codeSplitting: { groups: [{ name: startChunk('src/background.ts') }] } },
  },
  {
    ...SHARED,
    // Closed in itself: after an upgrade the thread is loaded from memory.
    input: { 'relay-worker': 'src/relay/plane/worker.ts' },
    plugins: [lightBuiltins(), asciiCode(), notices],
    output: { ...OUTPUT, codeSplitting: false },
  },
]);
