import type { ValueShape } from './api.ts';

/** The context of a helper as data, without its actions. */
export interface ContextDescription {
  readonly kind: 'context';
  readonly name: string;
  readonly text?: string | undefined;
  readonly entries: readonly (CommandDescription | GroupDescription | ContextDescription)[];
}

/** A group as data. */
export interface GroupDescription {
  readonly kind: 'group';
  readonly name: string;
  readonly text: string;
  readonly commands: readonly CommandDescription[];
}

/** A command as data. */
export interface CommandDescription {
  readonly kind: 'command';
  readonly name: string;
  readonly text: string;
  /** The place of its action in the export of the module, such as `entries[2].commands[0]`. */
  readonly place: string;
  readonly tags: readonly TagDescription[];
  readonly remarks?: readonly string[] | undefined;
  readonly examples?: readonly string[] | undefined;
}

/** A parameter as data. */
export interface TagDescription {
  readonly name: string;
  readonly type: ValueShape;
  readonly text: string;
  readonly required: boolean;
  readonly fallback?: string | undefined;
}
