import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryKey } from '../../../src/portproxy/key.ts';
import { lostOptions } from '../../../src/portproxy/formats/format.ts';
import { planChanges, planImport } from '../../../src/portproxy/formats/plan.ts';
import { Table } from '../../../src/portproxy/table.ts';
import { anyTable, brief, format } from './support.ts';

const modes = fc.constantFrom('merge', 'replace');

test('the changes of a plan make the table that it tells, and each entry of the file is told once', () => {
  fc.assert(
    fc.property(anyTable, anyTable, modes, fc.boolean(), (before, file, mode, atOnce) => {
      const found = file.map((entry, at) => ({ entry, line: at + 1 }));
      const plan = planImport(before, found, { mode, lost: [] });
      const table = new Table(before);
      for (const change of planChanges(plan, atOnce)) expect(table.apply(change).ok).toBe(true);
      const after = table.entries().map(brief);
      const told = plan.table.map(brief);
      if (mode === 'replace' && !atOnce) expect(after.toSorted()).toEqual(told.toSorted());
      else expect(after).toEqual(told);
      expect(plan.added.length + plan.changed.length + plan.kept.length).toBe(file.length);
      if (mode === 'replace') expect(told).toEqual(file.map(brief));
      else
        for (const entry of before)
          expect(plan.table.some((one) => entryKey(one) === entryKey(entry))).toBe(true);
    }),
  );
});

test('a second import of the same changes nothing', () => {
  fc.assert(
    fc.property(anyTable, anyTable, modes, (before, file, mode) => {
      const found = file.map((entry, at) => ({ entry, line: at + 1 }));
      const { table } = planImport(before, found, { mode, lost: [] });
      const again = planImport(table, found, { mode, lost: [] });
      expect(planChanges(again, true)).toEqual([]);
    }),
  );
});

test('a format that does not tell what is disabled leaves that as it is', () => {
  fc.assert(
    fc.property(anyTable, (before) => {
      const found = before.map(({ disabled: _disabled, ...entry }, at) => ({ entry, line: at + 1 }));
      const plan = planImport(before, found, { mode: 'replace', lost: lostOptions(format('show')) });
      expect(planChanges(plan, true)).toEqual([]);
    }),
  );
});
