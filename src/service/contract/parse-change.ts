import type { Entry, EntryValues, ListenSide } from '../../portproxy/entry.ts';
import { FAMILIES, type Family } from '../../portproxy/family.ts';
import type { Change } from '../../portproxy/table.ts';
import { isRecord } from '../../portproxy/is-record.ts';

/** Longest text of one value; host names end at 253 characters. */
const MAX_TEXT = 300;

/** Reads one change of a request by its shape alone; undefined for anything else. */
export function parseChange(value: unknown): Change | undefined {
  if (!isRecord(value)) return undefined;
  switch (value['op']) {
    case 'add':
    case 'set': {
      const values = parseValues(value['values']);
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

/** Reads an entry by its shape; undefined for anything else. */
export function parseEntry(value: unknown): Entry | undefined {
  const side = parseSide(value);
  if (!side || !isRecord(value)) return undefined;
  const { connectAddress, connectPort, protocol = 'tcp', disabled = false } = value;
  if (!isText(connectAddress) || !isText(connectPort) || protocol !== 'tcp') return undefined;
  if (typeof disabled !== 'boolean') return undefined;
  return { ...side, connectAddress, connectPort, protocol, ...(disabled && { disabled }) };
}

function parseValues(value: unknown): EntryValues | undefined {
  if (!isRecord(value)) return undefined;
  const family = parseFamily(value['family']);
  const { listenPort, listenAddress, connectAddress, connectPort, state } = value;
  if (family === undefined || !isText(listenPort)) return undefined;
  if (!isOptionalText(listenAddress) || !isOptionalText(connectAddress) || !isOptionalText(connectPort)) {
    return undefined;
  }
  if (state !== undefined && state !== 'enabled' && state !== 'disabled') return undefined;
  return { family, listenPort, listenAddress, connectAddress, connectPort, state };
}

/** Reads a listen side by its shape; undefined for anything else. */
export function parseSide(value: unknown): ListenSide | undefined {
  if (!isRecord(value)) return undefined;
  const family = parseFamily(value['family']);
  const { listenAddress, listenPort } = value;
  return family !== undefined && isText(listenAddress) && isText(listenPort)
    ? { family, listenAddress, listenPort }
    : undefined;
}

function parseFamily(value: unknown): Family | undefined {
  return FAMILIES.find((family) => family === value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT;
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}
