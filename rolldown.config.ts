import { defineConfig } from 'rolldown';
import { thirdParty } from './tools/third-party.ts';

/** The release: one light entry, and chunks that only those parts load that need them (Ink, conf). */
export default defineConfig({
  input: {
    main: 'src/main.ts',
    'relay-worker': 'src/relay/worker.ts',
    'helper-worker': 'src/helpers/worker.ts',
    helper: 'src/helpers/api.ts',
  },
  platform: 'node',
  external: [/^node:/],
  resolve: { alias: { 'react-devtools-core': false } },
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  plugins: [thirdParty()],
  output: { dir: 'dist', format: 'esm', minify: true, cleanDir: true, chunkFileNames: '[name]-[hash].js' },
});
