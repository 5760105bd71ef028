import { type RuleChange, parseRuleChange } from '../../firewall/rule-change.ts';
import { parseOptions, parseSide, parseValues } from '../../portproxy/entry-json.ts';
import { name as groupName } from '../../portproxy/kinds/name.ts';
import { NO_SERVICES } from '../../portproxy/port.ts';
import type { Change } from '../../portproxy/table.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import { type Values, VALUES } from '../../portproxy/values/values.ts';

/** A change of what a home directory keeps: of its table, or of its rules. */
export type HomeChange = Change | RuleChange;

/** Reads a change of the table or of the rules, by its shape; undefined for anything else. */
export function parseHomeChange(value: unknown): HomeChange | undefined {
  return parseChange(value) ?? parseRuleChange(value);
}

/** Reads a change of a request by its shape; undefined for anything else. */
export function parseChange(value: unknown, described: Values = VALUES): Change | undefined {
  if (!isRecord(value)) return undefined;
  switch (value['op']) {
    case 'add':
    case 'set': {
      const values = parseValues(value['values'], described);
      return values && { op: value['op'], values };
    }
    case 'delete': {
      const side = parseSide(value['side']);
      return side && { op: 'delete', side };
    }
    case 'reset':
      return { op: 'reset' };
    case 'group-set': {
      const values = parseOptions(value['values'], described);
      const group = parseGroup(value['group']);
      return values && group !== undefined ? { op: 'group-set', group, values } : undefined;
    }
    case 'group-delete': {
      const group = parseGroup(value['group']);
      return group === undefined ? undefined : { op: 'group-delete', group };
    }
    default:
      return undefined;
  }
}

/** Reads the name of a group; undefined for anything that cannot be one. */
export function parseGroup(value: unknown): string | undefined {
  return typeof value === 'string' && groupName.parse(value, NO_SERVICES).ok ? value : undefined;
}
