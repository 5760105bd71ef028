import { checkValue } from './check-value.ts';
import type {
  CommandDescription,
  ContextDescription,
  GroupDescription,
  TagDescription,
} from './description.ts';
import { Inspector } from './inspect.ts';

/** The result of a check: the description, or faults, each with its place (`entries[2].commands[0].tags.port`). */
export type Checked =
  | { readonly ok: true; readonly context: ContextDescription }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Deepest nesting of contexts. */
const MAX_DEPTH = 8;

/**
 * Checks the export of a helper, and puts each action into `actions` by its place. Without `actions` it checks a
 * description, which has none.
 */
export function checkHelper(value: unknown, actions?: Map<string, unknown>): Checked {
  const check = new Check(actions);
  const context = check.context(value, '', 0);
  const { faults } = check.look;
  return context && faults.length === 0 ? { ok: true, context } : { ok: false, faults };
}

class Check {
  readonly look = new Inspector();
  readonly #actions: Map<string, unknown> | undefined;

  constructor(actions: Map<string, unknown> | undefined) {
    this.#actions = actions;
  }

  context(value: unknown, place: string, depth: number): ContextDescription | undefined {
    const { look } = this;
    const found = look.record(value, place);
    if (!found) return undefined;
    const at = (name: string) => (place === '' ? name : `${place}.${name}`);
    if (found['kind'] !== 'context') return look.fault(at('kind'), "Use 'context'.");
    if (depth >= MAX_DEPTH)
      return look.fault(place, `Contexts stand in each other at most ${MAX_DEPTH} deep.`);
    const name = look.word(found['name'], at('name'));
    const text = look.optionalLine(found['text'], at('text'));
    const entries = (look.list(found['entries'], at('entries')) ?? []).map((entry, index) =>
      this.#entry(entry, `${at('entries')}[${index}]`, depth),
    );
    const good = entries.filter((entry) => entry !== undefined);
    look.different(good, at('entries'));
    return name === undefined ? undefined : { kind: 'context', name, text, entries: good };
  }

  #entry(value: unknown, place: string, depth: number) {
    const found = this.look.record(value, place);
    switch (found?.['kind']) {
      case 'command':
        return this.#command(found, place);
      case 'group':
        return this.#group(found, place);
      case 'context':
        return this.context(found, place, depth + 1);
      default:
        return found && this.look.fault(`${place}.kind`, "Use 'command', 'group' or 'context'.");
    }
  }

  #group(found: Readonly<Record<string, unknown>>, place: string): GroupDescription | undefined {
    const { look } = this;
    const name = look.word(found['name'], `${place}.name`);
    const text = look.line(found['text'], `${place}.text`);
    const list = look.list(found['commands'], `${place}.commands`) ?? [];
    const commands = list.map((each, index) => {
      const at = `${place}.commands[${index}]`;
      const command = look.record(each, at);
      if (command && command['kind'] !== 'command') return look.fault(`${at}.kind`, "Use 'command'.");
      return command && this.#command(command, at);
    });
    const good = commands.filter((command) => command !== undefined);
    look.different(good, `${place}.commands`);
    return name === undefined || text === undefined
      ? undefined
      : { kind: 'group', name, text, commands: good };
  }

  #command(found: Readonly<Record<string, unknown>>, place: string): CommandDescription | undefined {
    const { look } = this;
    const name = look.word(found['name'], `${place}.name`);
    const text = look.line(found['text'], `${place}.text`);
    const remarks = look.optionalLines(found['remarks'], `${place}.remarks`);
    const examples = look.optionalLines(found['examples'], `${place}.examples`);
    const tags = this.#tags(found['tags'], `${place}.tags`);
    if (this.#actions) {
      const { action } = found;
      if (typeof action === 'function') this.#actions.set(place, action);
      else look.fault(`${place}.action`, 'Use a function.');
    }
    if (name === undefined || text === undefined) return undefined;
    return { kind: 'command', name, text, place, tags, remarks, examples };
  }

  /** Reads tags by name, as a helper writes them, or the list of a description. */
  #tags(value: unknown, place: string): TagDescription[] {
    if (value === undefined) return [];
    const named = Array.isArray(value)
      ? value.map((tag: unknown): [unknown, unknown] => [this.look.record(tag, place)?.['name'], tag])
      : Object.entries(this.look.record(value, place) ?? {});
    const tags = named.map(([name, tag]) => this.#tag(name, tag, `${place}.${String(name)}`));
    return tags.filter((tag) => tag !== undefined);
  }

  #tag(named: unknown, value: unknown, place: string): TagDescription | undefined {
    const { look } = this;
    const tag = look.record(value, place);
    if (!tag) return undefined;
    const name = look.word(named, place);
    const type = checkValue(tag['type'], `${place}.type`, look);
    const text = look.line(tag['text'], `${place}.text`);
    const fallback = look.optionalLine(tag['fallback'], `${place}.fallback`);
    const { required } = tag;
    if (typeof required !== 'boolean') return look.fault(`${place}.required`, 'Use true or false.');
    if (name === undefined || type === undefined || text === undefined) return undefined;
    return { name, type, text, required, fallback };
  }
}
