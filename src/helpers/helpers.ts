import type { NetshContext } from '../../contexts/host.ts';
import { tableLines } from '../../contexts/layout.ts';
import { root as plainRoot } from '../../contexts/root.ts';
import { ERRORS, fill } from '../errors/errors.ts';
import { messageOf } from '../errors/unknown.ts';
import { failure } from '../language/failure.ts';
import type { Outcome } from '../language/outcome.ts';
import { storeServiceError } from '../service/contract/refusal.ts';
import { visible } from '../language/visible.ts';
import type { HomePaths } from '../store/home.ts';
import { buildContext } from './build.ts';
import { HelperThread } from './helper-thread.ts';
import { type ListedHelper, readHelpers, writeHelpers } from './list-file.ts';
import { type FileStamp, stampOf, unseenWriters } from './module-file.ts';
import { helperFailure } from './outcome.ts';

/** Opens the helpers of a home directory, and loads those whose modules have changed; tells which are not available. */
export async function openHelpers(paths: HomePaths, onNotice: (text: string) => void): Promise<Helpers> {
  const helpers = new Helpers(paths, onNotice);
  await helpers.open();
  return helpers;
}

/** The helpers of a home directory, as a session works with them. */
export class Helpers {
  readonly #paths: HomePaths;
  readonly #onNotice: (text: string) => void;
  readonly #threads = new Map<string, HelperThread>();
  #list: readonly ListedHelper[] = [];
  #root: NetshContext = plainRoot;
  #fault: unknown;

  constructor(paths: HomePaths, onNotice: (text: string) => void) {
    this.#paths = paths;
    this.#onNotice = onNotice;
  }

  /** The root of all contexts, with those of the helpers. */
  get root(): NetshContext {
    return this.#root;
  }

  /** Why the list cannot be read, so that there are no helpers, and none can be added; undefined while all is well. */
  get fault(): unknown {
    return this.#fault;
  }

  /** Reads the list, and loads what has changed. */
  async open(): Promise<void> {
    let stored: ListedHelper[];
    try {
      stored = readHelpers(this.#paths);
    } catch (error) {
      this.#fault = storeServiceError(error);
      return;
    }
    const list = await Promise.all(stored.map((helper) => this.#current(helper)));
    if (list.some((helper, at) => helper !== stored[at])) this.#keepIfPossible(list);
    this.#take(list);
    for (const { name, problem } of list) {
      if (problem !== undefined) this.#onNotice(visible(`The helper ${name} is not available: ${problem}`));
    }
  }

  /** Adds a module, by its path or the name of a package; loads a helper of the same file anew. */
  async add(module: string): Promise<Outcome> {
    this.#needList();
    const { found, thread } = await this.#load(module, [process.cwd(), this.#paths.home]);
    const fault = found.kind === 'loaded' ? this.#conflict(found.context.name, found.file) : undefined;
    if (found.kind === 'unusable' || fault) {
      thread.end('it is not used.');
      return fault ?? helperFailure(module, found.kind === 'unusable' ? found.reason : '');
    }
    const { file, context } = found;
    const { name } = context;
    this.#threads.get(name)?.end('it was loaded anew.');
    this.#threads.set(name, thread);
    const others = this.#list.filter((helper) => helper.name !== name && helper.file !== file);
    this.#keep([...others, { name, file, stamp: stampOf(file), context }]);
    const notice = unseenWriters(file);
    return notice === undefined ? OK : { ...OK, notices: [notice] };
  }

  /** Removes a helper, and ends its thread. */
  async remove(name: string): Promise<Outcome> {
    this.#needList();
    const helper = this.#list.find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (!helper) return failure('absent', fill(ERRORS.absent.says.helper, { name }));
    this.#threads.get(helper.name)?.end('it was deleted.');
    this.#threads.delete(helper.name);
    this.#keep(this.#list.filter((each) => each !== helper));
    return OK;
  }

  /** Lists the helpers. */
  show(): Outcome {
    this.#needList();
    const rows = this.#list.map(({ name, file, problem }) => [name, problem ?? 'ready', file]);
    const columns = [{ title: 'Helper' }, { title: 'State' }, { title: 'Module' }];
    return {
      kind: 'text',
      lines: rows.length === 0 ? [''] : ['', ...tableLines(columns, rows), ''],
      json: { helpers: this.#list.map(({ name, file, problem }) => ({ name, module: file, problem })) },
    };
  }

  #needList(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }

  /** Returns the helper, loaded anew if its file has changed. */
  async #current(helper: ListedHelper): Promise<ListedHelper> {
    const stamp = stampOf(helper.file);
    if (helper.stamp && stamp && isSame(helper.stamp, stamp)) return helper;
    const { name, file } = helper;
    const { found, thread } = await this.#load(file, [this.#paths.home]);
    if (found.kind === 'loaded' && found.context.name === name) {
      this.#threads.set(name, thread);
      return { name, file, stamp, context: found.context };
    }
    thread.end('it is not used.');
    const problem = found.kind === 'loaded' ? `it now calls itself ${found.context.name}.` : found.reason;
    return { name, file, stamp, problem };
  }

  async #load(module: string, bases: readonly string[]) {
    const thread = new HelperThread({ module, bases }, this.#onNotice);
    return { thread, found: await thread.loaded };
  }

  #conflict(name: string, file: string): Outcome | undefined {
    const isTaken = plainRoot.entries.some((entry) => entry.name.toLowerCase() === name.toLowerCase());
    if (isTaken) return helperFailure(name, 'netsh has a command of that name.');
    const other = this.#list.find((helper) => helper.name.toLowerCase() === name.toLowerCase());
    if (!other || other.file === file) return undefined;
    return helperFailure(name, `there is a helper of that name, ${other.file}; delete helper ${name} first.`);
  }

  #keep(list: readonly ListedHelper[]): void {
    writeHelpers(this.#paths, list);
    this.#take(list);
  }

  /** Writes the list; if that fails, the next start finds the same changes again. */
  #keepIfPossible(list: readonly ListedHelper[]): void {
    try {
      writeHelpers(this.#paths, list);
    } catch (error) {
      this.#onNotice(messageOf(error));
    }
  }

  #take(list: readonly ListedHelper[]): void {
    this.#list = list;
    const contexts = list.flatMap(({ name, file, context }) => {
      if (!context) return [];
      return buildContext(context, async (place, args, host) => {
        const thread = await this.#thread(name, file);
        return thread instanceof HelperThread ? thread.run(place, args, host) : thread;
      });
    });
    this.#root = { ...plainRoot, entries: [...plainRoot.entries, ...contexts] };
  }

  /** Returns the thread of a helper, started by the first of its commands; or why it cannot be started. */
  async #thread(name: string, file: string): Promise<HelperThread | Outcome> {
    const known = this.#threads.get(name);
    if (known && !known.isOver) return known;
    const { found, thread } = await this.#load(file, [this.#paths.home]);
    if (found.kind === 'unusable') {
      thread.end('it is not used.');
      return helperFailure(name, found.reason);
    }
    this.#threads.set(name, thread);
    return thread;
  }
}

const OK: Extract<Outcome, { kind: 'text' }> = { kind: 'text', lines: ['Ok.', ''], json: { ok: true } };

function isSame(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.modifiedMs === other.modifiedMs && one.inode === other.inode;
}
