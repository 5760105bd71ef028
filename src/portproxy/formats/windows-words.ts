import { type Command, type Context, type Group, type ValueType, command } from '../../language/schema.ts';
import { FAMILIES, type Family } from '../family.ts';

/** What a line of a script does to the table. */
export type Op = 'add' | 'set' | 'delete' | 'reset';

/** The words of netsh that matter in a script; their actions are never run. */
export interface ScriptWords {
  readonly root: Context<never>;
  readonly portproxy: Context<never>;
  readonly pushd: Command<never>;
  readonly popd: Command<never>;
  readonly up: Command<never>;
  /** What the commands that change the table do, and to which family. */
  readonly changes: ReadonlyMap<Command<never>, { readonly op: Op; readonly family?: Family }>;
}

/** The words, in netsh's own order, so that short ones stand for what they stand for on Windows. */
export function scriptWords(): ScriptWords {
  const changes = new Map<Command<never>, { readonly op: Op; readonly family?: Family }>();
  const group = (op: Exclude<Op, 'reset'>, tags: Command<never>['tags']): Group<never> => ({
    kind: 'group',
    name: op,
    text: '',
    commands: FAMILIES.map((family) => {
      const made = word(family, { tags });
      changes.set(made, { op, family });
      return made;
    }),
  });
  const reset = word('reset');
  changes.set(reset, { op: 'reset' });
  const portproxy: Context<never> = {
    kind: 'context',
    name: 'portproxy',
    entries: [group('add', ENTRY), group('delete', SIDE), word('dump'), reset, group('set', ENTRY), SHOW],
  };
  const [pushd, popd, up] = [word('pushd', { rest: WORDS }), word('popd'), word('..')];
  const root: Context<never> = {
    kind: 'context',
    name: 'netsh',
    entries: [up, { kind: 'context', name: 'interface', entries: [portproxy] }, popd, pushd],
  };
  return { root, portproxy, pushd, popd, up, changes };
}

const TEXT: ValueType<string> = { usage: '', accepts: '', parse: (value) => ({ ok: true, value }) };
const optionalTag = { type: TEXT, text: '', required: false } as const;
const listenport = { type: TEXT, text: '', required: true } as const;
const ENTRY = {
  listenport,
  connectaddress: optionalTag,
  connectport: optionalTag,
  listenaddress: optionalTag,
  protocol: optionalTag,
  state: { ...optionalTag, extension: true },
} as const;
const SIDE = { listenport, listenaddress: optionalTag, protocol: optionalTag } as const;
const WORDS = { usage: '', parameters: [], required: false } as const;
const SHOW: Group<never> = { kind: 'group', name: 'show', text: '', commands: [] };

function word(name: string, more: Partial<Pick<Command<never>, 'tags' | 'rest'>> = {}): Command<never> {
  return command({ name, text: '', action: () => ({ kind: 'done' }), ...more });
}
