import type { Host } from '../../contexts/host.ts';
import type { Reading } from '../language/reading.ts';
import { tokenize } from '../language/token.ts';
import { type Answer, helpAnswer } from './answer.ts';
import type { FrontEnd } from './front-end.ts';
import type { HelpAsked } from './help-search.ts';
import { problemReport } from './report.ts';

/**
 * Answers with the help of where the line leads, with a topic, or with what help has on other words behind `help`. Scripts, which have no
 * `front`, get what Windows gives them: the help of the context.
 */
export async function helpReadingAnswer(
  { subject, topic, unknownTopic }: Extract<Reading<Host>, { kind: 'help' }>,
  { front, ...asked }: Omit<HelpAsked, 'front'> & { readonly front: FrontEnd | undefined },
): Promise<Answer> {
  if (front && (topic ?? unknownTopic) !== undefined) {
    // Topics and the search are loaded only now.
    const { searchAnswer, topicAnswer } = await import('./help-search.ts');
    return topic === undefined
      ? searchAnswer(unknownTopic ?? '', { ...asked, front })
      : topicAnswer(topic, { ...asked, front });
  }
  const answer = helpAnswer(subject, asked.place);
  return subject.kind === 'context' && asked.place === 'session' ? { ...answer, remark: [MORE] } : answer;
}

const MORE = 'More: help topics, help keys, help WORD';

/** Returns the answer to words that only a session has: on a command line they are unknown (spec section 2). */
export function notHere(line: string): Answer {
  const words = tokenize(line);
  const texts = words.map((token) => token.text);
  const first = { code: 'unknown-command', line: texts.join(' '), word: texts[0] ?? '', words } as const;
  return { out: [], report: problemReport({ ...first, span: { start: 0, end: line.length } }) };
}

/** Returns the answer to `--version`. */
export function versionAnswer(version: string): Answer {
  return { out: [`netsh-shell ${version}`], json: { version } };
}
