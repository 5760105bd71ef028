import { parseSide, parseValues } from '../../portproxy/entry-json.ts';
import type { Change } from '../../portproxy/table.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import { type Values, VALUES } from '../../portproxy/values/values.ts';

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
