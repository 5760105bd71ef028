import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkHelper } from '../../src/helpers/check.ts';
import { command, context, group, integer, oneOf, optional, required } from '../../src/helpers/api.ts';

const GOOD = context({
  name: 'lamp',
  entries: [
    command({ name: 'blink', text: 'Blinks.', action: () => {} }),
    group({
      name: 'set',
      text: 'Sets.',
      commands: [
        command({
          name: 'state',
          text: 'Sets the state.',
          tags: {
            lamp: required(integer({ min: 1 }), 'Lamp.'),
            state: optional(oneOf(['on', 'off']), 'State.', 'on'),
          },
          action: () => {},
        }),
      ],
    }),
  ],
});

/** The literal with something else at a place such as `entries.1.commands.0.tags.lamp.type.min`. */
function broken(place: string, value: unknown): unknown {
  const copy = clone(GOOD);
  const steps = place.split('.');
  let at = copy as Record<string, unknown>;
  for (const step of steps.slice(0, -1)) at = at[step] as Record<string, unknown>;
  at[steps.at(-1)!] = value;
  return copy;
}

function clone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clone);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, clone(one)]));
}

describe('the check of a helper', () => {
  test('gives a description that passes itself, and each action with its place', () => {
    const actions = new Map<string, unknown>();
    const checked = checkHelper(GOOD, actions);
    expect(checked.ok).toBe(true);
    expect([...actions.keys()]).toEqual(['entries[0]', 'entries[1].commands[0]']);
    const stored: unknown = checked.ok && JSON.parse(JSON.stringify(checked.context));
    expect(checkHelper(stored)).toEqual(checked);
  });

  test.each([
    ['kind', 'thing', "kind: Use 'context'."],
    ['name', 'two words', 'name: Use a word of letters'],
    ['name', 'help', 'name: Use a word of letters'],
    ['entries', {}, 'entries: Use an array.'],
    ['entries.0', null, 'entries[0]: Use an object.'],
    ['entries.0.kind', 'verb', "entries[0].kind: Use 'command', 'group' or 'context'."],
    ['entries.0.text', 'a\nb', 'entries[0].text: Use one line of text.'],
    ['entries.0.action', 'blink()', 'entries[0].action: Use a function.'],
    ['entries.0.name', 'SET', 'entries: The name set is given twice.'],
    ['entries.1.commands.0.kind', 'group', "entries[1].commands[0].kind: Use 'command'."],
    ['entries.1.commands.0.remarks', ['', 7], 'entries[1].commands[0].remarks[0]: Use one line of text.'],
    ['entries.1.commands.0.tags.lamp', 'port', 'entries[1].commands[0].tags.lamp: Use an object.'],
    [
      'entries.1.commands.0.tags.lamp.required',
      1,
      'entries[1].commands[0].tags.lamp.required: Use true or false',
    ],
    [
      'entries.1.commands.0.tags.lamp.type',
      { type: 'colour' },
      'entries[1].commands[0].tags.lamp.type.type: Use one of',
    ],
    [
      'entries.1.commands.0.tags.lamp.type.min',
      'one',
      'entries[1].commands[0].tags.lamp.type.min: Use a whole number',
    ],
    [
      'entries.1.commands.0.tags.state.type.words',
      [],
      'entries[1].commands[0].tags.state.type.words: Use at least one word',
    ],
  ])('names the place of what is wrong: %s', (place, value, fault) => {
    const checked = checkHelper(broken(place, value), new Map());
    expect(checked.ok ? [] : checked.faults.join(' ')).toContain(fault);
  });

  test('never throws, whatever a module exports', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(checkHelper(value, new Map()).ok).toBe(false);
      }),
    );
    const circle: Record<string, unknown> = { kind: 'context', name: 'circle' };
    circle['entries'] = [circle];
    expect(checkHelper(circle, new Map()).ok).toBe(false);
  });
});
