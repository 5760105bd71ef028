import type { Row, Writer } from './format.ts';
import { portPairs, rowComment, tooManyPorts } from './labels.ts';

/** Writes a rule for each port. */
export const rinetdWriter: Writer = {
  refuse: tooManyPorts,
  write: (rows, head) => [
    { name: 'rinetd.conf', lines: [...head, ...rows.flatMap((row) => [...rowComment(row), ...rules(row)])] },
  ],
};

function rules(row: Row): string[] {
  return portPairs(row).map(
    ({ listen, connect }) => `${row.listen.host} ${listen} ${row.connect.host} ${connect}`,
  );
}
