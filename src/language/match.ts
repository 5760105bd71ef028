/**
 * The item a word stands for: letters without case, an exact name first, then the first in table order that begins
 * with the word (spec section 2). An empty word stands for nothing.
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

/** The words after which netsh prints help. */
export function isHelpWord(text: string): boolean {
  return text === '?' || text === '/?' || text === '-?' || text.toLowerCase() === 'help';
}

/** A question mark in any of its forms, which asks for help anywhere among the arguments. */
export function isQuestionMark(text: string): boolean {
  return text === '?' || text === '/?' || text === '-?';
}
