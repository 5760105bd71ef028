import { beforeEach } from 'vitest';
import { leftOutBecause } from './not-under-wine.ts';

// The first hook of each test, so that the test's own do not run for one that is left out.
beforeEach(({ task, skip }) => {
  const names: string[] = [];
  for (
    let each: { name: string; suite?: { name: string } | undefined } | undefined = task;
    each;
    each = each.suite
  )
    names.unshift(each.name);
  const reason = leftOutBecause(task.file.filepath, names.join(' '));
  if (reason !== undefined) skip(`not under Wine: ${reason}`);
});
