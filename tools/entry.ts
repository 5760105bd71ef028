import { Script } from 'node:vm';
import { type InputOptions, type OutputBundle, type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { lightBuiltins } from './light-builtins.ts';

/** The bundle of the service in the background, and the module that it is made of. */
const SERVICE = './background.js';
const SERVICE_MODULE = './background.ts';

/**
 * Puts the entry of the program in place of the file that the bundler writes for `fileName`, which only passes the names of
 * another chunk on: each file costs time at the start. That chunk becomes a script, of which V8 can keep the code of all
 * functions that ran; for other chunks there is still a module with its names. The entry shares no code with the bundle.
 */
export function entry(module: string, fileName: string, options: InputOptions): Plugin {
  return {
    name: 'entry',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const written = chunkOf(bundle, fileName);
        const passed = /^export\{(\w+) as main\}from"\.\/([^"]+)";\s*$/.exec(written.code);
        if (!passed) throw new Error(`${fileName} is more than an export: ${written.code.slice(0, 200)}`);
        const [, main = '', name = ''] = passed;
        const chunk = chunkOf(bundle, name);
        const file = name.replace(/^start-/, 'program-');
        const { code, exports } = scriptOf(chunk.code, main);
        this.emitFile({ type: 'asset', fileName: file, source: code });
        chunk.code = namesOf(exports, fileName);
        written.code = await standalone(module, options, { file });
      },
    },
  };
}

function chunkOf(bundle: OutputBundle, fileName: string): OutputChunk {
  const found = bundle[fileName];
  if (found?.type !== 'chunk') throw new Error(`The bundle has no chunk ${fileName}.`);
  return found;
}

/**
 * Makes a script of a module that imports nothing at its start: a function of its URL and of what imports another chunk (a
 * script's own imports are experimental in Node), which returns its exports, and that of the name `main`.
 */
function scriptOf(
  module: string,
  main: string,
): { readonly code: string; readonly exports: readonly string[] } {
  const end = /export\{([^{}]*)\};\s*$/.exec(module);
  if (!end) throw new Error('The chunk of the start does not end with its exports.');
  const pairs = end[1]!.split(',').map((one) => {
    const [local = '', name = local] = one.split(' as ');
    return { local, name };
  });
  const body = module
    .slice(0, end.index)
    .replaceAll(/\bimport\((?=`(?:\.\/[\w.-]+\.js|node:[\w/]+)`\))/g, 'load(')
    .replaceAll('import.meta.url', 'url');
  const left = /\bimport\(.{0,80}/.exec(body);
  if (left) throw new Error(`The start imports neither a chunk nor a part of Node: ${left[0]}`);
  const getters = pairs.map(({ local, name }) => `get ${name}(){return ${local}}`);
  const code = `(function(url,load){"use strict";${body}const exported={${getters.join(',')}};return{main:exported.${main},exported}})`;
  // Throws where the module imports something, waits at its top, or uses more of import.meta.
  void new Script(code);
  return { code, exports: pairs.map(({ name }) => name) };
}

/** A module that exports what the script has returned. */
function namesOf(exports: readonly string[], entryFile: string): string {
  const locals = exports.map((name, at) => `${name}:_${at}`);
  const names = exports.map((name, at) => `_${at} as ${name}`);
  return `import{exported}from"./${entryFile}";const{${locals.join(',')}}=exported();export{${names.join(',')}};`;
}

/** Returns the code of the entry with all that it imports, but for the service. */
async function standalone(
  input: string,
  options: InputOptions,
  script: { readonly file: string },
): Promise<string> {
  const apart: Plugin = {
    name: 'apart',
    resolveId: (id) => (id === SERVICE_MODULE ? { id: SERVICE, external: true } : null),
  };
  const bundle = await rolldown({
    ...options,
    input,
    plugins: [apart, lightBuiltins()],
    transform: { define: { SCRIPT: JSON.stringify(script) } },
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  if (output.length !== 1) throw new Error(`${input} is bundled in ${output.length} files.`);
  return output[0].code;
}
