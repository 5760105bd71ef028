import { ERRORS } from '../../src/errors/errors.ts';
import { failure, failureOf } from '../../src/language/failure.ts';
import type { Outcome } from '../../src/language/outcome.ts';
import type { ChangeResult } from '../../src/portproxy/changes/results.ts';

/** Returns the outcome of a change of rules: netsh's lines about so many rules, and what is to be said beside them. */
export function ruleOutcome(
  result: ChangeResult,
  lines: (count: number) => readonly string[],
  notices: readonly string[] = [],
): Exclude<Outcome, { kind: 'session' }> {
  switch (result.kind) {
    case 'done': {
      const all = [...result.notices, ...notices];
      const json = { ok: true, count: result.count ?? 1, notices: all };
      return { kind: 'text', lines: [...lines(result.count ?? 1), 'Ok.', ''], json, notices: all };
    }
    case 'absent':
      return noRules();
    case 'skipped':
      return failure('skipped', ERRORS.skipped.says.change);
    case 'refused':
      return failureOf(result.code, result.detail);
  }
}

/** Returns the outcome where no rule is as asked for. */
export function noRules(detail?: string): Exclude<Outcome, { kind: 'session' }> {
  return failure('absent', ERRORS.absent.says.rule, detail);
}
