import { registerHooks } from 'node:module';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ThreadData } from './messages.ts';
import { dependencyProblem, permissionProblem } from './module-file.ts';

/** The name by which helpers import their API; it is found from anywhere. */
const API = 'netsh-shell/helper';
/** Marks the import of the module while it is looked for from another folder. */
const SOUGHT = 'netsh-helper:';

/**
 * Finds and loads the module of a helper in this thread; returns its file and its default export. Throws an error whose
 * message says why not. A module that others could have written is not run.
 */
export async function loadModule({
  module,
  bases,
  api,
}: ThreadData): Promise<{ file: string; value: unknown }> {
  let base = '';
  /** The folder of netsh itself: of the bundle, or of the source. */
  const own = new URL(api.endsWith('.ts') ? '../' : './', api).href;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === API) return { url: api, shortCircuit: true };
      if (!specifier.startsWith(SOUGHT)) return next(specifier, context);
      return next(specifier.slice(SOUGHT.length), { ...context, parentURL: pathToFileURL(`${base}/`).href });
    },
    // Whatever the module loads, as its links are resolved: nobody else can exchange it between this and the loading.
    load(url, context, next) {
      const isOwn = url.startsWith(own) || !url.startsWith('file:');
      const reason = isOwn ? undefined : dependencyProblem(fileURLToPath(url));
      if (reason !== undefined) throw new Error(reason);
      return next(url, context);
    },
  });
  let found = '';
  let missing: unknown;
  for (base of bases) {
    try {
      found = isPath(module)
        ? pathToFileURL(path.resolve(base, module)).href
        : import.meta.resolve(`${SOUGHT}${module}`);
      break;
    } catch (error) {
      missing ??= error;
    }
  }
  if (found === '') throw missing;
  if (!found.startsWith('file:')) throw new Error(`${module} is part of Node, not a module of its own.`);
  const file = fileURLToPath(found);
  const reason = permissionProblem(file);
  if (reason !== undefined) throw new Error(reason);
  const loaded: unknown = await import(pathToFileURL(realpathSync(file)).href);
  const value =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  if (value === undefined) throw new Error('It has no default export. Export a context by default.');
  return { file, value };
}

function isPath(module: string): boolean {
  return /^\.{0,2}[/\\]|^[a-z]:[/\\]|\.[cm]?[jt]s$/i.test(module);
}
