import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../contexts/host.ts';
import { root } from '../../contexts/root.ts';
import { complete } from '../../src/language/complete.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { hint } from '../../src/language/hint.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';
import {
  expandAlias,
  expandedCursor,
  typedCompletion,
  typedHint,
  typedReading,
} from '../../src/shell/alias.ts';

const ROOT: ContextPath<Host> = [root];
const aliases = new Map([
  ['fwd', 'interface portproxy add v4tov4'],
  ['x', 'show'],
  ['long-name', 'i'],
]);

describe('an alias', () => {
  test('is the first word, in any case, replaced once', () => {
    expect(expandAlias(' FWD 80', aliases).line).toBe(' interface portproxy add v4tov4 80');
    expect(expandAlias('x', aliases).line).toBe('show');
    expect(expandAlias('fwdx 80', aliases)).toEqual({ line: 'fwdx 80' });
    expect(expandAlias('"fwd" 80', aliases)).toEqual({ line: '"fwd" 80' });
    expect(expandAlias('netsh fwd 80', aliases).line).toBe('netsh interface portproxy add v4tov4 80');
    expect(expandAlias(' NETSH.exe  x', aliases).line).toBe(' NETSH.exe  show');
    expect(expandAlias('netsh', aliases)).toEqual({ line: 'netsh' });
    expect(expandAlias('netshx fwd', aliases)).toEqual({ line: 'netshx fwd' });
  });

  test('stands for all that came of it, and what follows keeps its place', () => {
    const line = 'fwd 80 ::1';
    const expanded = expandAlias(line, aliases);
    const reading = typedReading(read(expanded.line, ROOT, NO_FACTS), expanded);
    expect(reading.parts.map((part) => [part.role, line.slice(part.span.start, part.span.end)])).toEqual([
      ['command', 'fwd'],
      ['value', '80'],
      ['value', '::1'],
    ]);
    expect(reading.kind === 'failed' && reading.problem.span).toEqual({ start: 7, end: 10 });
    expect(typedHint(hint(expanded.line, 5, ROOT, NO_FACTS), expanded)).toMatchObject({
      alias: { word: 'fwd', name: 'interface portproxy add v4tov4' },
      shortWords: [],
    });
  });

  test('arguments after it complete in their place', () => {
    const expanded = expandAlias('fwd conn', aliases);
    const at = expandedCursor(8, expanded);
    const { span, candidates } = typedCompletion(complete(expanded.line, at!, ROOT, NO_FACTS), expanded);
    expect(span).toEqual({ start: 4, end: 8 });
    expect(candidates.map((one) => one.value)).toEqual([
      'connectaddress=',
      'connectport=',
      'connecttimeout=',
    ]);
    expect(expandedCursor(2, expanded)).toBeUndefined();
  });

  test('whatever is typed, places lie in the typed line', () => {
    const line = fc
      .tuple(fc.constantFrom('fwd', 'x', 'long-name', ' x', 'fwd ', 'netsh x'), fc.string())
      .map(([alias, rest]) => `${alias} ${rest}`);
    fc.assert(
      fc.property(line, fc.nat(), (typed, at) => {
        const expanded = expandAlias(typed, aliases);
        const reading = typedReading(read(expanded.line, ROOT, NO_FACTS), expanded);
        const spans = reading.parts.map((part) => part.span);
        if (reading.kind === 'failed') spans.push(reading.problem.span);
        const cursor = expandedCursor(at % (typed.length + 1), expanded);
        if (cursor !== undefined) {
          spans.push(typedCompletion(complete(expanded.line, cursor, ROOT, NO_FACTS), expanded).span);
        }
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(typed.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
