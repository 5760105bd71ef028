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
    help: 'Type `?` to see the commands and contexts that there are here.',
  },
  'unknown-option': {
    at: ['line'],
    says: { line: `'{word}' is not a valid argument for this command.\n${SYNTAX}` },
    detail: 'The options that there are.',
    help: 'Use one of these options; put the word in quotation marks to give it as a value.',
  },
  'too-long': {
    at: ['line'],
    says: { line: 'The line is too long: at most {limit} characters are read.' },
    help: 'Split the line.',
  },
  missing: {
    at: ['line'],
    says: {
      line: `One or more essential parameters were not entered.\nVerify the required parameters, and reenter them.\n${SYNTAX}`,
    },
    detail: 'The parameters that are missing, and the usage of the command.',
    help: 'Add the parameters that are named.',
  },
  'unknown-tag': {
    at: ['line'],
    says: { line: `'{word}' is not a valid argument for this command.\n${SYNTAX}` },
    detail: 'The usage of the command.',
    help: 'Use one of the tags of the usage.',
  },
  'too-many': {
    at: ['line'],
    says: { line: `'{word}' has no place: every argument is given already.\n${SYNTAX}` },
    detail: 'The usage of the command.',
    help: 'Leave the argument out, or put a value that holds blanks in quotation marks.',
  },
  repeated: {
    at: ['line'],
    says: { line: `'{tag}' is given more than once.\n${SYNTAX}` },
    detail: 'The usage of the command.',
    help: 'Give each tag once; a value without a tag fills the first tag that is not given.',
  },
  unacceptable: {
    at: ['line', 'command'],
    says: { line: '{word} is not an acceptable value for {tag}.' },
    detail: 'Why the value is not accepted.',
    help: 'Give a value of the kind that the detail names.',
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
