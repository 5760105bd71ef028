import { type RuleChange, parseRuleChange } from '../../firewall/rule-change.ts';
import { parseSide, parseValues } from '../../portproxy/entry-json.ts';
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
    default:
      return undefined;
  }
}
