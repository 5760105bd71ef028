import { HELP_TOPICS } from '../../contexts/common.ts';
import type { Command, Context, ContextEntry } from '../../src/language/schema.ts';
import { LESSONS } from '../lessons/lessons.ts';
import { TOPICS } from '../topics/topics.ts';
import type { Topic, TopicPart } from '../topics/topic.ts';
import { ALSO } from './also.ts';
import { type HelpDocument, WEIGHT } from './document.ts';

/** Texts of topics that only a front end has, by the topic's name. */
export type OwnTopic = (name: string) => readonly string[] | undefined;

/** Returns all that help can find: the topics, contexts and commands in the order of the tables, then the lessons. */
export function helpDocuments<H>(root: Context<H>, ownTopic: OwnTopic = () => undefined): HelpDocument[] {
  return [...topicDocuments(ownTopic), ...contextDocuments(root, []), ...lessonDocuments()];
}

function topicDocuments(ownTopic: OwnTopic): HelpDocument[] {
  return HELP_TOPICS.map(({ name, text }) => {
    const topic = TOPICS.get(name);
    return {
      kind: 'topic',
      words: ['help', name],
      text,
      fields: [
        { weight: WEIGHT.name, texts: [name] },
        { weight: WEIGHT.leads, texts: topic?.leads ?? [] },
        { weight: WEIGHT.also, texts: topic?.also ?? [] },
        { weight: WEIGHT.text, texts: [text] },
        { weight: WEIGHT.place, texts: ['help', name] },
        { weight: WEIGHT.body, texts: topic ? bodyOf(topic) : (ownTopic(name) ?? []) },
      ],
    };
  });
}

function bodyOf({ parts }: Topic): string[] {
  return parts.flatMap(textsOf);
}

function textsOf(part: TopicPart): readonly string[] {
  if (typeof part === 'string') return [part];
  if ('heading' in part) return [part.heading];
  if ('rows' in part) return part.rows.flatMap(({ name, text }) => [name, text]);
  return 'shell' in part ? part.shell : part.lines;
}

/** A lesson counts less than what it is about. */
function lessonDocuments(): HelpDocument[] {
  return LESSONS.map(({ name, title, about, steps }) => ({
    kind: 'lesson',
    words: ['learn', name],
    text: `Lesson: ${title}.`,
    fields: [
      { weight: WEIGHT.text, texts: [name, title, 'lesson'] },
      { weight: WEIGHT.place, texts: ['learn', name] },
      { weight: WEIGHT.example, texts: [about, ...steps.map(({ task }) => task)] },
    ],
  }));
}

function contextDocuments<H>(context: Context<H>, before: readonly string[]): HelpDocument[] {
  return context.entries.flatMap((entry) => entryDocuments(entry, before));
}

function entryDocuments<H>(entry: ContextEntry<H>, before: readonly string[]): HelpDocument[] {
  const words = [...before, entry.name];
  switch (entry.kind) {
    case 'help':
      return [];
    case 'command':
      return [commandDocument(entry, words)];
    case 'group':
      return entry.commands.map((command) =>
        commandDocument(command, [...words, command.name], [entry.name, entry.text]),
      );
    case 'context': {
      const text = entry.brief ?? entry.text ?? `The netsh ${words.join(' ')} context.`;
      const own: HelpDocument = {
        kind: 'context',
        words,
        text,
        fields: [
          { weight: WEIGHT.name, texts: [entry.name] },
          { weight: WEIGHT.also, texts: ALSO.get(words.join(' ')) ?? [] },
          { weight: WEIGHT.text, texts: [text] },
          { weight: WEIGHT.place, texts: before },
        ],
      };
      return [own, ...contextDocuments(entry, words)];
    }
  }
}

function commandDocument<H>(
  { name, text, tags, behind, rest, remarks = [], examples = [] }: Command<H>,
  words: readonly string[],
  group: readonly string[] = [],
): HelpDocument {
  const all = [...Object.entries(tags), ...Object.entries(behind?.tags ?? {})];
  const parameters = rest?.parameters ?? [];
  return {
    kind: 'command',
    words,
    text,
    fields: [
      { weight: WEIGHT.name, texts: [name, ...group.slice(0, 1)] },
      { weight: WEIGHT.also, texts: ALSO.get(words.join(' ')) ?? [] },
      { weight: WEIGHT.tag, texts: all.map(([tag]) => tag) },
      { weight: WEIGHT.text, texts: [text, ...group.slice(1)] },
      { weight: WEIGHT.place, texts: words },
      { weight: WEIGHT.example, texts: examples },
      {
        weight: WEIGHT.body,
        texts: [...remarks, ...all.flatMap(([, tag]) => tag.text), ...parameters.map((one) => one.text)],
      },
    ],
  };
}
