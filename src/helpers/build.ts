import { helpEntries } from '../../contexts/common.ts';
import type { Host, NetshCommand, NetshContext } from '../../contexts/host.ts';
import type { Outcome } from '../language/outcome.ts';
import type { Tag } from '../language/schema.ts';
import type { CommandDescription, ContextDescription, TagDescription } from './description.ts';
import { valueType } from './values.ts';

/** Runs the action at a place of the module of a helper, such as `entries[2].commands[0]`. */
export type RunAction = (
  place: string,
  args: Readonly<Record<string, unknown>>,
  host: Host,
) => Promise<Outcome>;

/** Returns the context of a helper from its description; `run` runs its actions. */
export function buildContext({ name, text, entries }: ContextDescription, run: RunAction): NetshContext {
  const built = entries.map((entry): NetshContext['entries'][number] => {
    switch (entry.kind) {
      case 'command':
        return buildCommand(entry, run);
      case 'group': {
        const commands = entry.commands.map((each) => buildCommand(each, run));
        return { kind: 'group', name: entry.name, text: entry.text, commands };
      }
      case 'context':
        return buildContext(entry, run);
    }
  });
  return {
    kind: 'context',
    name,
    ...(text !== undefined && { text }),
    extension: true,
    entries: [...built, ...helpEntries],
  };
}

function buildCommand(description: CommandDescription, run: RunAction): NetshCommand {
  const { name, text, place, tags, remarks, examples } = description;
  return {
    kind: 'command',
    name,
    text,
    tags: Object.fromEntries(tags.map((tag) => [tag.name, buildTag(tag)])),
    ...(remarks && { remarks }),
    ...(examples && { examples }),
    action: (args, host) => run(place, args.values, host),
  };
}

function buildTag({ type, text, required, fallback }: TagDescription): Tag {
  return { type: valueType(type), text, required, ...(fallback !== undefined && { fallback }) };
}
