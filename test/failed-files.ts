import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter } from 'vitest/node';

/**
 * Reporters of a run. Where `NETSH_FAILED_FILES` names a file, it gets the paths of the test files that did not pass, one a line,
 * those whose process died too; it stays empty where none did.
 */
export function reporters(): (Reporter | 'default')[] {
  const list = process.env['NETSH_FAILED_FILES'];
  return list === undefined ? ['default'] : ['default', failedFiles(list)];
}

function failedFiles(list: string): Reporter {
  return {
    onTestRunEnd(modules) {
      const failed = modules.filter((module) => !['passed', 'skipped'].includes(module.state()));
      const paths = failed.map(({ moduleId }) => `${path.relative(process.cwd(), moduleId)}\n`);
      writeFileSync(list, paths.join(''));
    },
  };
}
