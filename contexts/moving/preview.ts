import { ruleWords } from '../../src/firewall/rule-words.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import { optionWords } from '../../src/portproxy/entry-words.ts';
import { connectLabel } from '../../src/portproxy/connect-label.ts';
import { listenLabel } from '../../src/portproxy/key.ts';
import type { Filled, ReadEntry, ReadRule, Remark, Remarks } from '../../src/portproxy/formats/rows.ts';
import type { LeftCall } from './rules-of-calls.ts';
import { type Loaded, count } from './load.ts';

/** How many lines of one sort are printed; `--json` gives all that are kept. */
const MAX_LINES = 50;

/** Returns the lines that tell what an import does: each entry, and each line that is something else. */
export function previewLines(
  file: string,
  { format, encoding, read, plan, rules, leftCalls }: Loaded,
): string[] {
  const { added, changed, kept, deleted, isReordered } = plan;
  return [
    '',
    `${file} is read as ${format.title}, ${encoding}.`,
    '',
    ...block(`Adds ${entries(added.length)}:`, added.length, added.map(addedLine)),
    ...block(
      `Changes ${entries(changed.length)}:`,
      changed.length,
      changed.map((one) => `${addedLine(one)}, before to ${target(one.before)}`),
    ),
    ...block(`Deletes ${entries(deleted.length)}:`, deleted.length, deleted.map(route)),
    ...(kept.length > 0 ? [`Keeps ${entries(kept.length)} that the file has too.`, ''] : []),
    ...(isReordered ? ['Puts the entries in the order of the file.', ''] : []),
    ...block(`Adds ${ruleCount(rules.added.length)}:`, rules.added.length, rules.added.map(ruleLine)),
    ...(rules.kept.length > 0 ? [`Keeps ${ruleCount(rules.kept.length)} that the file has too.`, ''] : []),
    ...block('Filled in:', read.filled.length, read.filled.map(filledLine)),
    ...remarks('Not understood, and left out:', read.faults),
    ...remarks('Left out:', read.leftOut),
    ...block('Lines of advfirewall, left out:', leftCalls.length, leftCalls.map(leftLine)),
    ...block(
      rules.mode === 'none'
        ? 'Rules, left out:'
        : 'Rules about no port of the table, left out (rules=all takes them):',
      rules.left.length,
      rules.left.map(ruleLine),
    ),
    ...remarks('Lost:', read.lost),
    ...remarks('Notes:', read.notes),
    ...block(
      'Also in the file:',
      read.counted.length,
      read.counted.map(({ name, lines }) => `${name}: ${count(lines, 'line', 'lines')}`),
    ),
  ];
}

/** Returns the same as a question, in one sentence. */
export function previewQuestion({ plan, read, rules, leftCalls }: Loaded): string {
  const { added, changed, deleted, kept } = plan;
  const parts = [
    ...(added.length > 0 ? [`add ${added.length}`] : []),
    ...(changed.length > 0 ? [`change ${changed.length}`] : []),
    ...(deleted.length > 0 ? [`delete ${deleted.length}`] : []),
    ...(kept.length > 0 ? [`keep ${kept.length}`] : []),
  ].join(', ');
  const last = added.length + changed.length + deleted.length + kept.length;
  const left = read.faults.total + read.leftOut.total + leftCalls.length + rules.left.length;
  const rest = left > 0 ? ` (${count(left, 'line', 'lines')} left out)` : '';
  const ofEntries = last > 0 ? `${parts} ${last === 1 ? 'entry' : 'entries'}` : '';
  const ofRules = rules.added.length > 0 ? `add ${ruleCount(rules.added.length)}` : '';
  const all = [ofEntries, ofRules].filter((part) => part !== '').join(', and ');
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}${rest}?`;
}

/** Returns the same as data. */
export function previewJson(
  file: string,
  { format, encoding, mode, read, plan, rules, leftCalls }: Loaded,
): Record<string, unknown> {
  return {
    file,
    format: format.name,
    encoding,
    mode,
    added: plan.added.map(withLine),
    changed: plan.changed.map((one) => Object.assign(withLine(one), { before: one.before })),
    deleted: plan.deleted,
    kept: plan.kept.map(withLine),
    reordered: plan.isReordered,
    notUnderstood: read.faults.first,
    leftOut: read.leftOut.first,
    filledIn: read.filled,
    rules: {
      added: rules.added.map(ruleWithLine),
      kept: rules.kept.map(ruleWithLine),
      leftOut: rules.left.map(ruleWithLine),
      notTaken: leftCalls,
    },
    lost: read.lost.first,
    notes: read.notes.first,
    totals: {
      notUnderstood: read.faults.total,
      leftOut: read.leftOut.total,
      lost: read.lost.total,
      notes: read.notes.total,
    },
    counted: read.counted,
  };
}

function withLine({ entry, line }: ReadEntry) {
  return Object.assign({}, entry, { line });
}

function ruleWithLine({ rule, line }: ReadRule) {
  return Object.assign({}, rule, { line });
}

function ruleLine({ rule, line }: ReadRule): string {
  return `${ruleWords(rule)} (line ${line})`;
}

function leftLine({ line, args, reason }: LeftCall): string {
  return `line ${line}: ${args} - ${reason}`;
}

function ruleCount(number: number): string {
  return count(number, 'rule', 'rules');
}

function remarks(title: string, { first, total }: Remarks): string[] {
  return block(title, total, first.flatMap(remarkLine));
}

function remarkLine({ line, text, reason }: Remark): string {
  return `line ${line}: ${text} - ${reason}`;
}

/** A variable with its values, and where they come from. */
function filledLine({ reference, values, line }: Filled): string {
  return `${reference} = ${values.join(', ')} (${line === 0 ? 'given' : `line ${line}`})`;
}

function block(title: string, total: number, lines: readonly string[]): string[] {
  if (total === 0) return [];
  const shown = lines.slice(0, MAX_LINES).map((line) => ` ${line}`);
  const more = total - shown.length;
  return [title, ...shown, ...(more > 0 ? [` … and ${more} more`] : []), ''];
}

function addedLine({ entry, line }: ReadEntry): string {
  return `${route(entry)} (line ${line})`;
}

function route(entry: Entry): string {
  return `${entry.family} ${listenLabel(entry)} to ${target(entry)}`;
}

function target(entry: Entry): string {
  return `${connectLabel(entry)}${optionWords(entry)}`;
}

function entries(number: number): string {
  return count(number, 'entry', 'entries');
}
