import { createRequire } from 'node:module';
import type { Plugin } from 'rolldown';

const require = createRequire(import.meta.url);

/** Modules of Node that the program needs at its start, and of which an import would load too much. */
const LIGHT = new Set(['fs', 'http', 'module', 'net', 'os', 'path']);
/** Names of `node:net` and `node:http` behind which they load more at the first use: for `WebSocket` a whole client. */
const LATE = new Set([
  'BlockList',
  'SocketAddress',
  'CloseEvent',
  'MessageEvent',
  'WebSocket',
  'globalAgent',
]);
const MARK = '\0light:';

/**
 * Replaces imports of parts of Node by `process.getBuiltinModule`: an import of `node:fs` reads every name of the
 * module, and so loads its promises, its streams and all that those need. Names that Node loads at their first use are left
 * out; `process.getBuiltinModule` gives them where they are used.
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
      const described = Object.entries(Object.getOwnPropertyDescriptors(require(`node:${name}`)));
      const names = described.flatMap(([key, { enumerable }]) =>
        enumerable && !LATE.has(key) && /^[A-Za-z_$][\w$]*$/.test(key) ? [key] : [],
      );
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
