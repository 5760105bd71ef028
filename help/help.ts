import type { HelpSubject } from '../src/language/reading.ts';
import { leafHelp } from './leaf.ts';
import { type HelpPlace, contextHelp, groupHelp } from './listing.ts';

/** The lines of help for a context, a group or a command, from the schema alone. */
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
