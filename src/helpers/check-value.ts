import type { ValueShape } from './api.ts';
import type { Inspector } from './inspect.ts';

const KINDS = ['integer', 'text', 'oneOf', 'port', 'host', 'file'] as const;

/** Checks the kind of values of a tag; undefined after a fault, which the inspector keeps. */
export function checkValue(value: unknown, place: string, look: Inspector): ValueShape | undefined {
  const shape = look.record(value, place);
  if (!shape) return undefined;
  const type = KINDS.find((kind) => kind === shape['type']);
  switch (type) {
    case undefined:
      return look.fault(`${place}.type`, `Use one of ${KINDS.join(', ')}.`);
    case 'integer': {
      const min = look.optionalInteger(shape['min'], `${place}.min`);
      const max = look.optionalInteger(shape['max'], `${place}.max`);
      return { type, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
    }
    case 'text': {
      const accepts = look.optionalLine(shape['accepts'], `${place}.accepts`);
      const known = look.optionalLines(shape['known'], `${place}.known`);
      return {
        type,
        ...(accepts !== undefined && { accepts }),
        ...(known && { known }),
      };
    }
    case 'oneOf': {
      const words = look.list(shape['words'], `${place}.words`);
      if (words?.length === 0) return look.fault(`${place}.words`, 'Use at least one word.');
      return (
        words && { type, words: words.map((word, at) => look.word(word, `${place}.words[${at}]`) ?? '') }
      );
    }
    case 'port':
    case 'host':
    case 'file':
      return { type };
  }
}
