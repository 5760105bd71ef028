import type { Span } from '../../../language/token.ts';
import type { ViOperator } from '../../keys/vi/table.ts';
import { type Editor, copied, setLine } from '../editor.ts';
import { graphemes } from '../graphemes.ts';
import { moveTo, replace } from '../line.ts';

/** Carries an operator out on a stretch of the line; the cursor stands at its start. What is cut or copied is kept. */
export function operate(editor: Editor, operator: ViOperator, { start, end }: Span): Editor {
  const { line } = editor;
  const text = line.text.slice(start, end);
  switch (operator) {
    case 'delete':
    case 'change':
      return setLine(copied(editor, text), replace(line, start, end, ''));
    case 'copy':
      return setLine(copied(editor, text), moveTo(line, start));
    case 'lower':
      return recased(editor, { start, end }, text.toLowerCase());
    case 'upper':
      return recased(editor, { start, end }, text.toUpperCase());
    case 'swap':
      return recased(editor, { start, end }, swapped(text));
  }
}

/** Returns a text with upper and lower case swapped. */
export function swapped(text: string): string {
  return graphemes(text)
    .map((one) => (one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase()))
    .join('');
}

function recased(editor: Editor, { start, end }: Span, text: string): Editor {
  return setLine(editor, moveTo(replace(editor.line, start, end, text), start));
}
