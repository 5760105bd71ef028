import { createRequire } from 'node:module';
import type { Plugin } from 'rolldown';

const require = createRequire(import.meta.url);

/** Modules of Node that the program needs at its start, and an import of which has Node load more than is used. */
const LIGHT = new Set(['fs', 'os', 'path']);
const MARK = '\0light:';

/**
 * Takes parts of Node from `process.getBuiltinModule` in place of an import: an import of `node:fs` reads every name that
 * the module has, and so loads its promises, streams and all that those need.
 */
export function lightBuiltins(): Plugin {
  return {
    name: 'light-builtins',
    resolveId: {
      order: 'pre',
      handler(id, importer) {
        if (importer?.includes('node_modules')) return null;
        const name = id.replace(/^node:/, '');
        return id.startsWith('node:') && LIGHT.has(name) ? `${MARK}${name}` : null;
      },
    },
    load(id) {
      if (!id.startsWith(MARK)) return null;
      const name = id.slice(MARK.length);
      const names = Object.keys(require(`node:${name}`)).filter((key) => /^[A-Za-z_$][\w$]*$/.test(key));
      const used = names.filter((key) => key !== 'promises' && !/(Stream|^Utf8)/.test(key));
      return {
        code: [
          `const from = process.getBuiltinModule('node:${name}');`,
          ...used.map((key) => `export const ${key} = /* @__PURE__ */ (() => from.${key})();`),
          'export default from;',
        ].join('\n'),
        moduleSideEffects: false,
      };
    },
  };
}
