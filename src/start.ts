import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type * as Program from './main.ts';
import { ON_DEMAND, TAKE_OVER } from './background-options.ts';
import { codeFolder } from './store/code-cache.ts';
import { homeDirectory } from './store/home-directory.ts';
import { type KeptCode, readCode, writeCode } from './store/kept-code.ts';

/** The script that the bundle makes of `main.ts` and all that it imports (`tools/entry.ts`). */
declare const SCRIPT: { readonly file: string };

/** So many commands add the code that they needed to what is kept; by then it hardly grows. */
const COMMANDS = 3;
/** A command that took longer, in seconds, is no measure for the others. */
const LONGEST = 5;

/**
 * The entry of the program: a service in the background, which is code of its own, or all else (`main.ts`), with the compiled
 * code that earlier commands have left. `launcher` is the file that starts netsh. Resolves with the exit code.
 */
export async function main(argv: readonly string[], launcher: string): Promise<number> {
  // Node would open its debugger to every user of this machine.
  process.on('SIGUSR1', () => {});
  if (argv.length === 1 && (argv[0] === ON_DEMAND || argv[0] === TAKE_OVER)) {
    const service = await import('./background.ts');
    return service.serveInBackground(argv[0] === TAKE_OVER);
  }
  const folder = codeFolder(homeDirectory(), import.meta.filename);
  const path = folder && join(folder, `${SCRIPT.file}-${process.version}-${process.arch}`);
  const kept = path === undefined ? undefined : readCode(path);
  const { value, script } = load(kept);
  const code = await value.main(argv, launcher, () => folder !== undefined && enableCompileCache(folder));
  const commands = script.cachedDataRejected ? 0 : (kept?.commands ?? 0);
  if (path !== undefined && commands < COMMANDS && process.uptime() < LONGEST) {
    writeCode(path, { data: script.createCachedData(), commands: commands + 1 });
  }
  return code;
}

/** Returns all that other chunks of the bundle import from the script, by name. */
export function exported(): Readonly<Record<string, unknown>> {
  return load().value.exported;
}

/** Runs the script once. Node gives a module no code but what is compiled before it runs, so it is not one. */
function load(kept?: KeptCode): Loaded {
  loaded ??= run(kept);
  return loaded;
}
let loaded: Loaded | undefined;

interface Loaded {
  readonly script: InstanceType<typeof import('node:vm').Script>;
  readonly value: {
    readonly main: typeof Program.main;
    readonly exported: Readonly<Record<string, unknown>>;
  };
}

function run(kept: KeptCode | undefined): Loaded {
  const { Script } = process.getBuiltinModule('node:vm');
  // The bundle has no character beyond ASCII.
  const script = new Script(readFileSync(join(import.meta.dirname, SCRIPT.file), 'latin1'), {
    filename: new URL(SCRIPT.file, import.meta.url).href,
    cachedData: kept?.data,
  });
  return { script, value: script.runInThisContext()(import.meta.url, importChunk) };
}

const importChunk = (path: string): Promise<unknown> => import(path);
