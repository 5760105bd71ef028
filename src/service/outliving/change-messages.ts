import { isRecord } from '../../portproxy/is-record.ts';
import { parseRule } from '../../firewall/make-rule.ts';
import { parsePolicies } from '../../firewall/policy.ts';
import type { Rulebook } from '../../firewall/rule.ts';
import { LifeFault } from '../../relay/handing-over/parcel.ts';
import { readSpec } from '../../relay/handing-over/read-packed.ts';
import type { ConnectionFilter, RelayChange } from '../../relay/relay.ts';
import { isId, isText, listOf, optional, shape } from '../contract/shape.ts';
import { LinkFault } from './link.ts';

const isFilter = shape<ConnectionFilter>({
  id: optional(isId),
  entry: optional(isText),
  client: optional(isText),
});
const areTexts = listOf(isText);

/** Reads a change of entries. Throws a `LinkFault`, as all readers here do. */
export function readChange(value: unknown): RelayChange {
  const { put, remove } = isRecord(value) ? value : {};
  if (!Array.isArray(put) || !areTexts(remove)) throw notUnderstood();
  try {
    return { put: put.map(readSpec), remove };
  } catch (error) {
    if (error instanceof LifeFault) throw new LinkFault(error.message);
    throw error;
  }
}

/** Reads rules and policies. */
export function readRulebook(value: unknown): Rulebook {
  const { rules, policies } = isRecord(value) ? value : {};
  const readPolicies = parsePolicies(policies);
  if (!Array.isArray(rules) || !readPolicies) throw notUnderstood();
  const readRules = rules.map((rule) => {
    const read = parseRule(rule);
    if (!read) throw notUnderstood();
    return read;
  });
  return { rules: readRules, policies: readPolicies };
}

/** Reads which connections to end. */
export function readFilter(value: unknown): ConnectionFilter {
  if (!isFilter(value)) throw notUnderstood();
  const { id, entry, client } = value;
  return { id, entry, client };
}

/** Reads a list of ids of entries. */
export function readIds(value: unknown): readonly string[] {
  const ids = isRecord(value) ? value['ids'] : undefined;
  if (!areTexts(ids)) throw notUnderstood();
  return ids;
}

/** Reads for how long connections may finish, ms. */
export function readDrain(value: unknown): number {
  const drainMs = isRecord(value) ? value['drainMs'] : undefined;
  if (!isId(drainMs) || drainMs < 0) throw notUnderstood();
  return drainMs;
}

function notUnderstood(): LinkFault {
  return new LinkFault('The request is not understood.');
}
