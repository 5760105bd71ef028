/**
 * Returns the item that a word stands for, whatever its case: the one of exactly that name, else the first in table
 * order whose name begins with the word (spec section 2). An empty word stands for nothing.
 */
export function matchName<T extends { readonly name: string }>(
  items: readonly T[],
  word: string,
): T | undefined {
  if (word === '') return undefined;
  const wanted = word.toLowerCase();
  let first: T | undefined;
  for (const item of items) {
    const name = item.name.toLowerCase();
    if (name === wanted) return item;
    if (!first && name.startsWith(wanted)) first = item;
  }
  return first;
}

/** Whether netsh prints help at this word. */
export function isHelpWord(text: string): boolean {
  return text === '?' || text === '/?' || text === '-?' || text.toLowerCase() === 'help';
}

/** Whether a word is a question mark in any form; it asks for help anywhere among the arguments. */
export function isQuestionMark(text: string): boolean {
  return text === '?' || text === '/?' || text === '-?';
}
