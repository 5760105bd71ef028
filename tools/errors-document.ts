import { API_ERRORS } from '../src/errors/api-errors.ts';
import { COMMAND_ERRORS } from '../src/errors/command-errors.ts';
import { LINE_ERRORS } from '../src/errors/line-errors.ts';
import { ERROR_NOTES, type ErrorNote } from '../src/errors/notes.ts';
import { EXIT, type ErrorRow, PLACES } from '../src/errors/row.ts';
import { SERVICE_ERRORS } from '../src/errors/service-errors.ts';
import { table, wrapped } from './markdown.ts';

/** Returns the text of docs/errors.md: every code with its sentences, where it appears and how to get rid of it. */
export function errorsDocument(): string {
  const parts = [
    HEAD,
    ...section('Lines', LINE_ERRORS),
    ...section('Commands and scripts', COMMAND_ERRORS),
    ...section('The relay service, the table and changes', SERVICE_ERRORS),
    API,
    apiTable(),
  ];
  return `${parts.join('\n\n')}\n`;
}

const HEAD = `# Errors

<!-- Written by tools/write-docs.ts from src/errors; a test fails where it is stale. -->

${wrapped(
  'Errors are written to standard error: the sentences below, then the detail where there is one. With `--json` each is an ' +
    'object, `{"error": {"code", "message", "detail", "place"}}`; `place` is the line of a script. A command line, or a ' +
    `script of which a line failed, exits with ${EXIT.failed}, all others with ${EXIT.ok}; a command line that is not ` +
    `understood prints its usage, has no code, and exits with ${EXIT.failed}. ` +
    'In the sentences `{name}` stands for a value.',
)}`;

const API = `## The control API

${wrapped(
  'Answers of other statuses than 200 hold `{"error": {"code", "message"}}`. Codes of changes and commits that are refused ' +
    'are those above.',
)}`;

function section(title: string, rows: Readonly<Record<string, ErrorRow>>): string[] {
  return [`## ${title}`, ...Object.entries(rows).map(([code, row]) => errorText(code, row))];
}

const NOTES: Readonly<Record<string, ErrorNote | undefined>> = ERROR_NOTES;

function errorText(code: string, { at, says = {} }: ErrorRow): string {
  const { made, detail, help = '' } = NOTES[code] ?? {};
  const sentences = Object.values(says).filter((sentence) => !/^\{\w+\}$/.test(sentence));
  const facts = [
    ...(detail === undefined ? [] : [`- Detail: ${detail}`]),
    `- Where: ${at.map((place) => PLACES[place]).join('; ')}.`,
    `- Exit code: ${EXIT.failed}.`,
    `- Remedy: ${help}`,
  ];
  return [
    `### \`${code}\``,
    ...(sentences.length === 0 ? [] : [['```text', ...sentences, '```'].join('\n')]),
    ...(made === undefined ? [] : [wrapped(made)]),
    facts.map((fact) => wrapped(fact, '  ')).join('\n'),
  ].join('\n\n');
}

function apiTable(): string {
  const rows = Object.entries(API_ERRORS).map(([code, { status, when }]) => [
    String(status),
    `\`${code}\``,
    when,
  ]);
  return table([['Status', '`code`', 'Meaning'], ...rows.toSorted((a, b) => Number(a[0]) - Number(b[0]))]);
}
