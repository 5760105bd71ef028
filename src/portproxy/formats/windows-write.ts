import { ruleWords } from '../../firewall/rule-words.ts';
import { dumpTable } from '../dump.ts';
import { optionsOf } from '../entry.ts';
import { optionAspect } from './aspects.ts';
import type { Row, Writer } from './format.ts';
import { rowText } from './labels.ts';

/** Writes what `dump` prints, and before it what Windows makes of some entries. */
export const windowsWriter: Writer = {
  asTyped: true,
  write: (rows, head) => {
    const remarks = rows.flatMap(windowsRemark);
    const known =
      remarks.length > 0 ? ['#', '# On Windows these are another thing than here:', ...remarks] : [];
    return [
      {
        name: 'portproxy.txt',
        lines: [...head.slice(0, -1), ...known, ...dumpTable(rows.map((row) => row.entry))],
      },
    ];
  },
  rules: (rules) => ['', ...rules.map((rule) => `advfirewall firewall add rule ${ruleWords(rule)}`), ''],
};

/** Says how Windows itself treats an entry (spec sections 4 and 5). */
function windowsRemark({ entry, from }: Row): string[] {
  const label = `#  ${rowText({ entry })}`;
  const options = optionsOf(entry).map(({ value }) => {
    const { said } = optionAspect(value);
    const without = value.told?.without === undefined ? '' : `, ${value.told.without}`;
    return `${label} ${said.replace(/^It /, '')}: it skips the line that says so${without}.`;
  });
  if (from.to === from.from) return options;
  return [`${label} is a range of ports: it stores that, and does not listen.`, ...options];
}
