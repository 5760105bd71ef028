import type { HelpSubject } from '../src/language/reading.ts';
import { leafHelp } from './leaf.ts';
import { type HelpPlace, contextHelp, groupHelp } from './listing.ts';

/** Returns the lines of help for a context, a group or a command, from the schema alone. */
export function helpLines<H>(subject: HelpSubject<H>, place: HelpPlace): string[] {
  switch (subject.kind) {
    case 'context':
      return contextHelp(subject.path, place);
    case 'group':
      return groupHelp(subject.group);
    case 'command':
      return leafHelp(subject);
  }
}

/** The usage of the command line itself (spec section 1), printed for `/?`, `-?` and wrong options. */
export const COMMAND_LINE_USAGE = [
  '',
  'Usage: netsh [-a AliasFile] [-c Context] [-r RemoteMachine] [-u [DomainName\\]UserName] [-p Password | *]',
  '             [Command | -f ScriptFile]',
] as const;
