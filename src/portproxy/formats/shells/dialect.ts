/** The languages in which files call netsh; `other` are programming languages, of which only texts in quotes are read. */
export type Dialect = 'batch' | 'powershell' | 'sh' | 'other';

/** How many lines are looked at. */
const MAX_LINES = 5000;
/** How much of a line is looked at, characters. */
const MAX_TELLING = 300;

/** Words by which a line is known, of a dialect. The first dialect wins where as many lines tell of another. */
const SIGNS: readonly (readonly [Dialect, RegExp])[] = [
  [
    'batch',
    /^\s*@?(?:echo\s+off|setlocal|endlocal|goto\s|rem\s|set\s+(?:\/[ap]\s+)?"?\w+=|if\s+(?:not\s+)?(?:exist|defined|errorlevel|["%!])|for\s+(?:\/\w\s+)?(?:"[^"]*"\s+)?%|pause\b|call\s|exit\s+\/b)|^\s*::|^:\w|%\w+%|%%~?\w|%~\d|![A-Za-z_]\w*!|\^\s*$|>\s*nul\b/i,
  ],
  [
    'powershell',
    /^\s*(?:\$[\w:]+\s*\+?=|param\s*\(|function\s+\w+-\w+|foreach\s*\(|\[CmdletBinding|<#|(?:else)?if\s*\(.*\)\s*\{|try\s*\{|[$@'"\w(). ,]+\|\s*(?:%|ForEach-Object)\s*\{)|\s-(?:eq|ne|like|match|not)\b|\|\s*Out-Null|\$_\b|\s`\s*$|\$env:|\b(?:Get|Set|New|Start|Invoke|Remove|Write|Out|Select|ForEach|Where|Test)-[A-Z]\w+|\biex\s/i,
  ],
  [
    'sh',
    /^\s*(?:#!.*sh\b|(?:export\s+|local\s+)?[A-Za-z_]\w*=(?:\S|$)|for\s+\w+\s+in\b|while\s.*;\s*do|if\s+\[|then\s*$|fi\s*$|done\b|do\s*$|esac\b|\w+\s*\(\)\s*\{)|\s\\\s*$|\/dev\/null|\$\{\w+(?:\[@\])?\}|\$\(\(/,
  ],
  [
    'other',
    /^\s*(?:#!.*(?:python|node|ruby|perl)|import\s|from\s+\w+\s+import|const\s|let\s|var\s|def\s|class\s|public\s|private\s|using\s|#include|package\s|async\s|func\s)|std::|=>|\)\s*;\s*$|\bL"|\b(?:execSync|exec|spawn|system|subprocess|os|console|child_process)\b[.(]/,
  ],
];

/** Returns the language of a file that calls netsh, by the looks of its lines. */
export function dialectOf(lines: readonly string[]): Dialect {
  const counts = new Map<Dialect, number>();
  for (const [at, line] of lines.slice(0, MAX_LINES).entries()) {
    const start = line.slice(0, MAX_TELLING);
    for (const [dialect, sign] of SIGNS) {
      if (!sign.test(start)) continue;
      // Its first line tells more than the others.
      const weight = at === 0 && start.startsWith('#!') ? MAX_LINES : 1;
      counts.set(dialect, (counts.get(dialect) ?? 0) + weight);
    }
  }
  let best: Dialect = 'batch';
  for (const [dialect] of SIGNS) if ((counts.get(dialect) ?? 0) > (counts.get(best) ?? 0)) best = dialect;
  return best;
}
