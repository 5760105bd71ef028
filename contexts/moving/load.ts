import type { FirewallRule } from '../../src/firewall/rule.ts';
import type { Failure } from '../../src/language/outcome.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import { lostOptions } from '../../src/portproxy/formats/format.ts';
import { decodeText, linesOf } from '../../src/portproxy/formats/decode.ts';
import { type ReadableFormat, READABLE } from '../../src/portproxy/formats/formats.ts';
import { type ImportMode, type Plan, planImport } from '../../src/portproxy/formats/plan.ts';
import { detectFormat, readTable } from '../../src/portproxy/formats/read-table.ts';
import { type RulesMode, type RulesPlan, planRules } from '../../src/portproxy/formats/plan-rules.ts';
import type { ReadTable, Remark } from '../../src/portproxy/formats/rows.ts';
import { MAX_ENTRIES } from '../../src/portproxy/table.ts';
import type { Services } from '../../src/portproxy/port.ts';
import { readFileWithin } from '../../src/system/read-file.ts';
import { type LeftCall, rulesOfCalls } from './rules-of-calls.ts';

/** Larger files are refused, bytes. */
const MAX_FILE = 10 * 1024 * 1024;
/** And those of more lines: an entry takes some 20 characters. */
const MAX_LINES = 500_000;
/** How many lines an error names. */
const MAX_NAMED = 20;

const NOT_ASKED = 'Nothing was changed; give with= only names that import calls missing.';

/** The arguments of `import`. */
export interface ImportArgs {
  readonly file: string;
  readonly format?: ReadableFormat | undefined;
  readonly mode?: ImportMode | undefined;
  readonly partial?: 'yes' | 'no' | undefined;
  readonly with?: ReadonlyMap<string, string> | undefined;
  readonly conditions?: 'yes' | 'no' | undefined;
  readonly rules?: RulesMode | undefined;
}

/** What is there already, and the facts of the machine. */
export interface Present {
  readonly entries: readonly Entry[];
  /** Asked only where the file has rules. */
  readonly rules: () => Promise<readonly FirewallRule[]>;
  readonly services: Services;
}

/** A file that was read, and the plan of its import. */
export interface Loaded {
  readonly kind: 'loaded';
  readonly format: ReadableFormat;
  readonly encoding: string;
  readonly mode: ImportMode;
  readonly read: ReadTable;
  readonly plan: Plan;
  readonly rules: RulesPlan;
  /** Lines of advfirewall that are no rule, or a wrong one. */
  readonly leftCalls: readonly LeftCall[];
}

/** Reads a file and plans its import into a table. Changes nothing. */
export async function loadImport(
  args: ImportArgs,
  { entries, rules: currentRules, services }: Present,
): Promise<Loaded | Failure> {
  const { file, mode = 'merge' } = args;
  const content = await readFileWithin(file, MAX_FILE);
  if (!content.ok) return failed(`The file ${file} cannot be read: ${content.reason}.`);
  const decoded = decodeText(content.bytes);
  if (!decoded) return failed(`The file ${file} is not a text file.`);
  const lines = linesOf(decoded.text).length;
  if (lines > MAX_LINES) return failed(`The file ${file} has ${lines} lines; at most ${MAX_LINES} are read.`);
  const format = args.format ?? detectFormat(decoded.text);
  if (!format) {
    const names = READABLE.map(({ name }) => name).join(', ');
    return failed(
      `The format of the file ${file} is not recognized.`,
      `Name it with format=, one of ${names}.`,
    );
  }
  const values = args.with ?? new Map<string, string>();
  const options = { values, takesConditions: args.conditions === 'yes' };
  const read = await readTable(decoded.text, format, services, options);
  const [unused] = read.unusedValues;
  if (unused !== undefined) return failed(`The file ${file} does not ask for ${unused}.`, NOT_ASKED);
  if (read.isCutShort || (read.faults.total > 0 && args.partial !== 'yes')) return faulty(file, read);
  const { rules: called, left: leftCalls } = rulesOfCalls(read.firewallCalls);
  const found = [...read.rules, ...called];
  if (read.entries.length === 0 && (found.length === 0 || mode === 'replace')) {
    return nothingFound(file, format, read);
  }
  const plan = planImport(entries, read.entries, { mode, lost: lostOptions(format) });
  if (plan.table.length > MAX_ENTRIES) {
    return failed(`The table would hold ${plan.table.length} entries; at most ${MAX_ENTRIES} are possible.`);
  }
  const rules = planRules(found, found.length > 0 ? await currentRules() : [], {
    mode: args.rules ?? 'matching',
    table: plan.table,
    services,
  });
  if (read.entries.length === 0 && rules.added.length + rules.kept.length === 0) {
    return nothingFound(file, format, read);
  }
  return { kind: 'loaded', format, encoding: decoded.encoding, mode, read, plan, rules, leftCalls };
}

/** A file without an entry for portproxy: what it holds instead, and why that is no entry. */
function nothingFound(
  file: string,
  { title }: ReadableFormat,
  { leftOut, firewallCalls, counted }: ReadTable,
): Failure {
  const named = leftOut.first.slice(0, MAX_NAMED);
  const more = leftOut.total - named.length;
  const firewall =
    firewallCalls.length > 0 ? [`advfirewall: ${count(firewallCalls.length, 'line', 'lines')}`] : [];
  const others = counted.map(({ name, lines }) => `${name}: ${count(lines, 'line', 'lines')}`);
  const held = [...firewall, ...others];
  const message = [
    `No entry was found in the file ${file}, which was read as ${title}.`,
    ...named.flatMap((one) => faultLines(file, one)),
    ...(more > 0 ? [`… and ${count(more, 'more line', 'more lines')}.`] : []),
    ...(held.length > 0 ? [`It holds: ${held.slice(0, MAX_NAMED).join(', ')}.`] : []),
  ].join('\n');
  return failed(message, 'Nothing was changed.');
}

function faulty(file: string, { faults, isCutShort }: ReadTable): Failure {
  const named = faults.first.slice(0, MAX_NAMED);
  const more = faults.total - named.length;
  const message = [
    `The file ${file} was not imported: ${count(faults.total, 'line is', 'lines are')} not understood.`,
    ...named.flatMap((fault) => faultLines(file, fault)),
    ...(more > 0 ? [`… and ${count(more, 'more line', 'more lines')}.`] : []),
  ].join('\n');
  return failed(
    message,
    isCutShort
      ? 'Nothing was changed, and the rest of the file was not read.'
      : 'Nothing was changed; partial=yes imports the rest.',
  );
}

function faultLines(file: string, { line, text, reason }: Remark): string[] {
  return [`${file}:${line}: ${text}`, `  ${reason}`];
}

/** Returns a number with its noun: `1 entry`, `2 entries`. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function failed(message: string, detail?: string): Failure {
  return { kind: 'failed', code: 'import', message, detail };
}
