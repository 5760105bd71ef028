import type { Facts } from '../../src/language/facts.ts';
import { type Suggestion, type Tag, type ValueType, optional } from '../../src/language/schema.ts';
import { groupsOf } from '../../src/portproxy/groups.ts';
import { name } from '../../src/portproxy/kinds/name.ts';
import { ofKind } from './kind.ts';

/** The name of a group of entries, completed from those that entries have. */
export const groupName: ValueType<string> = { ...ofKind(name), suggest: knownGroups };

/** The tag by which a command tells only of the entries of a group. */
export const onlyOfGroup: Tag<string, false> = optional(groupName, 'Only those of this group.', {
  fallback: 'all',
  extension: true,
});

/** Suggests the groups that entries have. */
export function knownGroups(facts: Facts): Suggestion[] {
  return groupsOf(facts.entries).map(({ name: value, entries }) => ({
    value,
    text: entries.length === 1 ? '1 entry' : `${entries.length} entries`,
  }));
}
