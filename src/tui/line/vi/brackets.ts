const PAIRS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Returns the bracket that belongs to the first one at or behind a place; undefined without either. */
export function otherBracket(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    const sign = text[at]!;
    if (sign in PAIRS) return closing(text, at, sign);
    if (sign in OPENERS) return opening(text, at, OPENERS[sign]!);
  }
  return undefined;
}

/** Returns the places of the brackets around a place, or of those at it; `sign`: one of them. */
export function bracketsAround(
  text: string,
  at: number,
  sign: string,
): { readonly start: number; readonly end: number } | undefined {
  const open = OPENERS[sign] ?? sign;
  const start = text[at] === open ? at : opening(text, at, open);
  const end = start === undefined ? undefined : closing(text, start, open);
  return start === undefined || end === undefined ? undefined : { start, end };
}

function closing(text: string, from: number, open: string): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === open) depth++;
    else if (text[at] === PAIRS[open] && --depth === 0) return at;
  }
  return undefined;
}

/** Returns the opening bracket that reaches over a place, which a closing one at that place also belongs to. */
function opening(text: string, from: number, open: string): number | undefined {
  let depth = text[from] === PAIRS[open] ? 0 : 1;
  for (let at = from; at >= 0; at--) {
    if (text[at] === PAIRS[open]) depth++;
    else if (text[at] === open && --depth === 0) return at;
  }
  return undefined;
}
