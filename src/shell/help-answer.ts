import { HELP_TOPICS } from '../../contexts/common.ts';
import type { Host } from '../../contexts/host.ts';
import type { HelpPlace } from '../../help/listing.ts';
import { topicLines } from '../../help/topics.ts';
import type { Reading } from '../language/reading.ts';
import { tokenize } from '../language/token.ts';
import { type Answer, helpAnswer } from './answer.ts';
import type { FrontEnd } from './front-end.ts';
import { problemReport } from './report.ts';

/** Answers with the help of a topic, where there is a front end that was asked, else of where the line leads. */
export function helpReadingAnswer(
  { subject, topic, unknownTopic }: Extract<Reading<Host>, { kind: 'help' }>,
  place: HelpPlace,
  front: FrontEnd | undefined,
): Answer {
  const lines = topic === undefined || !front ? undefined : (topicLines(topic) ?? front.helpTopic?.(topic));
  if (lines) return { out: lines, json: { help: lines } };
  const answer = helpAnswer(subject, place);
  if (unknownTopic !== undefined) return { ...answer, remark: [noTopic(unknownTopic)] };
  return subject.kind === 'context' && place === 'session' ? { ...answer, remark: [MORE] } : answer;
}

const NAMES = HELP_TOPICS.map(({ name }) => name);
const MORE = `More: ${NAMES.map((name) => `help ${name}`).join(', ')}`;

function noTopic(words: string): string {
  return `Help has no topic "${words}". Topics: ${NAMES.join(', ')}. For the help of a command: COMMAND ?`;
}

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
