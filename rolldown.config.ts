import { defineConfig } from 'rolldown';
import { lightBuiltins } from './tools/light-builtins.ts';
import { startChunk } from './tools/start-chunk.ts';
import { thirdParty } from './tools/third-party.ts';

const SHARED = {
  platform: 'node' as const,
  external: [/^node:(?!(?:fs|os|path)$)/],
  resolve: { alias: { 'react-devtools-core': false as const } },
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
};

/** The release: one light start, and chunks that only those parts load that need them (Ink, conf, the relay). */
export default defineConfig({
  ...SHARED,
  input: {
    main: 'src/main.ts',
    'relay-worker': 'src/relay/plane/worker.ts',
    'helper-worker': 'src/helpers/worker.ts',
    helper: 'src/helpers/api.ts',
  },
  plugins: [lightBuiltins(), thirdParty()],
  output: {
    dir: 'dist',
    format: 'esm',
    minify: true,
    cleanDir: true,
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: { groups: [{ name: startChunk('src/main.ts') }] },
  },
});
