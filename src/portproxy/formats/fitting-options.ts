import type { SuppliedOptions } from '../values/values.ts';
import { VALUES } from '../values/values.ts';
import { NO_SERVICES } from '../port.ts';
import type { Protocol } from '../key.ts';
import type { EntryValue } from '../values/entry-value.ts';
import type { Rows } from './rows.ts';

/**
 * Returns the options that an entry can hold, of those that a file gives: a time that is too short or a text that is too
 * long is reported as lost, and what is not for the protocol is passed over.
 */
export function fittingOptions(
  options: SuppliedOptions,
  {
    line,
    rows,
    protocol = 'tcp',
  }: { readonly line: number; readonly rows: Rows; readonly protocol?: Protocol },
): SuppliedOptions {
  const texts: Readonly<Record<string, string | undefined>> = options;
  const fitting: Record<string, string> = {};
  for (const { tag, property, kind, protocols, extension } of VALUES as readonly EntryValue[]) {
    const text = texts[property];
    if (!extension || text === undefined || (protocols && !protocols.includes(protocol))) continue;
    // Addresses depend on the family, and are checked with it.
    const parsed = property === 'sourceAddress' ? undefined : kind('v4tov4').parse(text, NO_SERVICES);
    if (parsed?.ok === false) rows.lost(line, `${tag}=${text} is lost: ${parsed.reason}`);
    else fitting[property] = text;
  }
  return fitting;
}
