import type { ErrorRow } from './row.ts';

const SYNTAX = 'The syntax supplied for this command is not valid. Check help for the correct syntax.';

/** Errors of lines, in netsh's words where it has some (spec section 6). */
export const LINE_ERRORS = {
  'unknown-command': {
    at: ['line', 'command'],
    says: {
      line: 'The following command was not found: {line}.',
      block: 'The context {block} was not found; {lines} skipped{end}.',
    },
    netsh: ['line'],
  },
  'unknown-option': {
    at: ['line'],
    says: { line: `'{word}' is not a valid argument for this command.\n${SYNTAX}` },
    netsh: ['line'],
  },
  'too-long': {
    at: ['line'],
    says: { line: 'The line is too long: at most {limit} characters are read.' },
  },
  filter: {
    at: ['line'],
    says: { line: '{reason}' },
  },
  missing: {
    at: ['line', 'command'],
    says: {
      line: `One or more essential parameters were not entered.\nVerify the required parameters, and reenter them.\n${SYNTAX}`,
    },
    netsh: ['line'],
  },
  'unknown-tag': {
    at: ['line'],
    says: { line: `'{word}' is not a valid argument for this command.\n${SYNTAX}` },
    netsh: ['line'],
  },
  'too-many': {
    at: ['line'],
    says: {
      line: "'{word}' has no place: every argument is given already.",
      torn: "'{word}' has no place: a text with blanks needs quotes.",
      syntax: SYNTAX,
    },
    netsh: ['syntax'],
  },
  repeated: {
    at: ['line'],
    says: { line: "'{tag}' is given more than once.", syntax: SYNTAX },
    netsh: ['syntax'],
  },
  unacceptable: {
    at: ['line', 'command'],
    says: {
      line: '{word} is not an acceptable value for {tag}.',
      value: 'A specified value is not valid.',
      port: 'A specified port value is not valid.',
      protocol: 'A specified protocol value is not valid.',
    },
    netsh: ['line', 'value', 'port', 'protocol'],
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
