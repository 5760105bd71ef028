import { type Command, type Context, type Group, type ValueType, command } from '../../language/schema.ts';
import { FAMILIES, type Family } from '../family.ts';
import type { Values } from '../values/values.ts';

/** The operation of a line on the table. */
export type Op = 'add' | 'set' | 'delete' | 'reset';

/** The words of netsh that matter in a script; their actions are never run. */
export interface ScriptWords {
  readonly root: Context<never>;
  readonly portproxy: Context<never>;
  readonly pushd: Command<never>;
  readonly popd: Command<never>;
  readonly up: Command<never>;
  /** The operation and family of each command that changes the table. */
  readonly changes: ReadonlyMap<Command<never>, { readonly op: Op; readonly family?: Family }>;
}

/** Returns the words in netsh's own order, so that short ones mean the same as on Windows. */
export function scriptWords(values: Values): ScriptWords {
  const entryTags = tagsOf(values);
  const sideTags = tagsOf(values.filter(({ isKey }) => isKey));
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
  const reset = word('reset', { rest: WORDS });
  changes.set(reset, { op: 'reset' });
  const portproxy: Context<never> = {
    kind: 'context',
    name: 'portproxy',
    entries: [
      group('add', entryTags),
      group('delete', sideTags),
      word('dump'),
      reset,
      group('set', entryTags),
      {
        kind: 'group',
        name: 'show',
        text: '',
        commands: ['all', ...FAMILIES].map((name) => word(name, { rest: WORDS })),
      },
    ],
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

function tagsOf(values: Values): Command<never>['tags'] {
  return Object.fromEntries(
    values.map(({ tag, extension, default: otherwise }) => {
      const required = !extension && otherwise === undefined;
      return [tag, { type: TEXT, text: '', required, ...(extension && { extension }) }];
    }),
  );
}

const WORDS = { usage: '', parameters: [], required: false } as const;

function word(name: string, more: Partial<Pick<Command<never>, 'tags' | 'rest'>> = {}): Command<never> {
  return command({ name, text: '', action: () => ({ kind: 'done' }), ...more });
}
