import type { FirewallRule } from '../../firewall/rule.ts';
import { ruleWords } from '../../firewall/rule-words.ts';
import { dumpTable } from '../dump.ts';
import { optionsOf } from '../entry.ts';
import { hasSeveralTargets } from '../targets.ts';
import { optionAspect } from './aspects.ts';
import type { Row, Writer } from './format.ts';
import { rowText } from './labels.ts';

/** Writes what `dump` prints, and before it what Windows makes of some entries. */
export const windowsWriter: Writer = {
  asTyped: true,
  write: (rows, head, rules) => {
    const remarks = rows.flatMap(windowsRemark);
    const known =
      remarks.length > 0 ? ['#', '# On Windows these are another thing than here:', ...remarks] : [];
    return [
      {
        name: 'portproxy.txt',
        lines: [
          ...head.slice(0, -1),
          ...known,
          ...ruleLines(rules),
          ...dumpTable(rows.map((row) => row.entry)),
        ],
      },
    ];
  },
};

/** Rules come before the entries, which are never open to others than these let in, not for a moment either. */
function ruleLines(rules: readonly FirewallRule[]): string[] {
  if (rules.length === 0) return [];
  return [
    '',
    '# Each replay adds these rules once more. import takes those that are there already only once.',
    ...rules.map((rule) => `advfirewall firewall add rule ${ruleWords(rule)}`),
  ];
}

/** Says how Windows itself treats an entry (spec sections 4 and 5). */
function windowsRemark({ entry, from }: Row): string[] {
  const label = `#  ${rowText({ entry })}`;
  if (entry.protocol === 'udp') return [`${label} forwards UDP: it skips the whole line.`];
  const targets = hasSeveralTargets(entry.connectAddress)
    ? [`${label} has several targets: it takes the first, and skips the line that names all of them.`]
    : [];
  const options = optionsOf(entry).map(({ value }) => {
    const { said } = optionAspect(value);
    const without = value.told?.without === undefined ? '' : `, ${value.told.without}`;
    return `${label} ${said.replace(/^It /, '')}: it skips the line that says so${without}.`;
  });
  const own = [...targets, ...options];
  if (from.to === from.from) return own;
  return [`${label} is a range of ports: it stores that, and does not listen.`, ...own];
}
