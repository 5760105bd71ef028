import { isAbsolute } from 'node:path';
import { isVisible } from '../../language/visible.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import type { RefusalCode } from '../../portproxy/changes/results.ts';
import { LOG_FORMATS, type Logging } from '../../relay/log/logging.ts';

/** Where connections are logged that have ended, and how, as it is kept on disk. */
export interface LogSetting extends Logging {
  /** An absolute path. */
  readonly file: string;
  /** The file is rotated before it becomes longer, in bytes; 0: never. */
  readonly maxSize: number;
  /** So many files are kept beside it. */
  readonly keep: number;
}

/** A request to log connections, or no longer; what it leaves out stays as it was, at first `LOG_DEFAULTS`. */
export type LogRequest = { readonly state: 'off' } | ({ readonly state: 'on' } & Named<LogSetting>);

/** Values of which some are left out. */
type Named<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** The state of the log of connections; `reason` says in a sentence why lines are not written, or not as they should be. */
export interface LogStatus extends LogSetting {
  readonly state: 'writing' | 'failed';
  readonly reason?: string | undefined;
  /** Lines that were written since the service started. */
  readonly lines: number;
  /** Lines that found no room since the service started. */
  readonly lost: number;
}

/** The result of a request: the state of the log (absent where it is off), or why nothing was changed. */
export type LogResult =
  | { readonly kind: 'done'; readonly log?: LogStatus | undefined }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly detail: string };

/** What is left out at first; a file is always named. */
export const LOG_DEFAULTS: Omit<LogSetting, 'file'> = {
  format: 'text',
  entries: 'all',
  maxSize: 100 * 1024 ** 2,
  keep: 5,
};

/** Whose connections are logged: those of all entries but where `log=no`, or only where `log=yes`. */
export const LOG_ENTRIES = ['all', 'chosen'] as const satisfies readonly Logging['entries'][];

/** Smallest size at which a file is rotated, in bytes. */
const LEAST_SIZE = 64 * 1024;
/** Most files that are kept. */
export const MOST_KEPT = 1_000;
const LARGEST_SIZE = 1024 ** 5;
const LONGEST_PATH = 4_096;

/** Returns what is wrong with a value of the log's setting, as a sentence that says what is accepted. */
export function logProblem({ file, format, entries, maxSize, keep }: Readonly<Record<string, unknown>>) {
  if (file === '') return 'No file is known. Name one: relay set log file=PATH.';
  if (typeof file !== 'string' || !isAbsolute(file) || file.length > LONGEST_PATH || !isVisible(file)) {
    return 'Name the file by its whole path, without control characters.';
  }
  if (!LOG_FORMATS.some((known) => known === format)) return 'The format is text or json.';
  if (!LOG_ENTRIES.some((known) => known === entries)) return 'The entries are all or chosen.';
  if (!isWhole(maxSize, LARGEST_SIZE) || (maxSize > 0 && maxSize < LEAST_SIZE)) {
    return `The largest size is 0 (no limit), or ${LEAST_SIZE} bytes or more.`;
  }
  return isWhole(keep, MOST_KEPT) ? undefined : `From 0 to ${MOST_KEPT} files are kept.`;
}

/** Whether a value is a setting of the log. */
export function isLogSetting(value: unknown): value is LogSetting {
  return isRecord(value) && logProblem(value) === undefined;
}

function isWhole(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}
