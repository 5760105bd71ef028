import type { HelpPlace } from '../../help/listing.ts';
import { helpLines } from '../../help/help.ts';
import { unknownFault } from '../errors/fault.ts';
import { failureOf } from '../language/failure.ts';
import type { Failure, Outcome } from '../language/outcome.ts';
import type { HelpSubject } from '../language/reading.ts';
import { ServiceError } from '../service/contract/service-error.ts';
import { visibleJson } from '../language/visible.ts';
import { type Report, atTerminal, failureReport } from './report.ts';
import { foldLines } from './fold.ts';
import { type Sink, writeRemark } from './front-end.ts';
import { textOf } from './text.ts';

/** The answer to a line, ready to be written: requested output, diagnostics, or an error. */
export interface Answer {
  readonly out: readonly string[];
  /** `out` is made of sentences, which a terminal shows folded at blanks. */
  readonly isProse?: boolean | undefined;
  /** The last lines of `out` are those that are looked for. */
  readonly isNewestLast?: boolean | undefined;
  readonly notices?: readonly string[];
  /** Lines of ours for standard error, only where a person at a terminal typed the line. */
  readonly remark?: readonly string[] | undefined;
  readonly report?: Report;
  /** The output for `--json`. */
  readonly json?: unknown;
  /** Leave the session. */
  readonly leave?: boolean;
  /** A line of a script that this line ran has failed; it was reported there. */
  readonly failed?: boolean;
  /** Skipped because a line before it failed; nothing is written. */
  readonly skipped?: boolean;
  /** The context that a pushd did not find; in a script its block is skipped. */
  readonly lostBlock?: string;
}

/** Nothing to say. */
export const SILENT: Answer = { out: [] };

/** Returns the answer of an outcome; requests to the session must have been carried out. */
export function answerOf(outcome: Exclude<Outcome, { kind: 'session' }>): Answer {
  switch (outcome.kind) {
    case 'done':
      return { out: [''], json: { ok: true }, remark: outcome.remark };
    case 'noticed':
      return {
        out: [''],
        notices: outcome.notices,
        json: { ok: true, notices: outcome.notices },
        remark: outcome.remark,
      };
    case 'text':
      return {
        out: outcome.lines,
        json: outcome.json,
        remark: outcome.remark,
        isProse: outcome.isProse,
        isNewestLast: outcome.isNewestLast,
        ...(outcome.notices && outcome.notices.length > 0 && { notices: outcome.notices }),
      };
    case 'failed':
      return outcome.code === 'skipped'
        ? { out: [], skipped: true }
        : { out: [], report: failureReport(outcome), remark: outcome.remark };
  }
}

/** Returns help as an answer. */
export function helpAnswer<H>(subject: HelpSubject<H>, place: HelpPlace): Answer {
  const lines = helpLines(subject, place);
  return { out: lines, json: { help: lines } };
}

/** Converts an error that an action threw; the one place where unknown errors are converted. */
export function faultOutcome(error: unknown): Failure {
  const { code, message } = error instanceof ServiceError ? error : unknownFault('command', error);
  return failureOf(code, message, error);
}

/** How an answer is written. */
export interface Writing {
  readonly json: boolean;
  /** Stands before an error, such as `script.txt:3: add x`. */
  readonly place?: string | undefined;
  /** Whether a person at a terminal reads it, who gets remarks too. */
  readonly isTerminal?: (() => boolean) | undefined;
  /** Width of that terminal in cells, at which sentences are folded. */
  readonly columns?: (() => number | undefined) | undefined;
}

/** Returns lines as text, folded where a person reads them in a narrow terminal. */
type Fold = (lines: readonly string[]) => string;

/** Writes an answer. Returns false for an error. */
export function write(answer: Answer, sink: Sink, options: Writing): boolean {
  const { report } = answer;
  if (options.json) return writeJson(answer, sink, options.place);
  const isRead = (): boolean => options.isTerminal?.() ?? false;
  const folded: Fold = (lines) =>
    textOf(options.columns && isRead() ? foldLines(lines, options.columns()) : lines);
  if (answer.isNewestLast) sink.showEnd?.();
  if (answer.out.length > 0) sink.out(answer.isProse ? folded(answer.out) : textOf(answer.out));
  if (answer.notices) sink.err(folded(answer.notices));
  if (report && options.place !== undefined) sink.err(folded([options.place]));
  if (report) writeReport(isRead() ? atTerminal(report) : report, sink, folded);
  if (answer.remark?.length && isRead()) writeRemark(sink, folded(answer.remark));
  return !report && !answer.failed;
}

/** Writes an error in the order of its lines: netsh's own to standard output, ours to standard error (spec netsh.md). */
export function writeReport({ lines }: Report, sink: Sink, folded: Fold = textOf): void {
  for (let from = 0; from < lines.length;) {
    const { isNetsh } = lines[from]!;
    const end = lines.findIndex((line, at) => at > from && line.isNetsh !== isNetsh);
    const text = folded(lines.slice(from, end < 0 ? lines.length : end).map((line) => line.text));
    if (!isNetsh) sink.err(text);
    else if (sink.outError) sink.outError(text);
    else sink.out(text);
    from = end < 0 ? lines.length : end;
  }
}

function writeJson(answer: Answer, sink: Sink, place: string | undefined): boolean {
  const { report } = answer;
  if (report) {
    const { code, helperCode, message, detail } = report;
    const error = { code: helperCode ?? code, message, detail: detail ?? null, place };
    sink.err(`${visibleJson({ error })}\n`);
  } else if (answer.json !== undefined) sink.out(`${visibleJson(answer.json)}\n`);
  return !report && !answer.failed;
}
