/** Returns where the quote at `from` is closed, or the end of the text; `escape` takes a double quote its meaning. */
export function endOfQuote(text: string, from: number, escape: string): number {
  const quote = text[from]!;
  for (let at = from + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === escape) at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

/** Returns where the bracket at `from` is closed, or the end of the text. Quotes count for nothing. */
export function closingBracket(text: string, from: number): number {
  const opening = text[from]!;
  const closing = opening === '(' ? ')' : '}';
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === opening) depth++;
    else if (text[at] === closing && --depth === 0) return at;
  }
  return text.length;
}
