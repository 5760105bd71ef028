import type { RefusalCode } from '../../portproxy/changes/results.ts';
import { isCodeAt } from '../../errors/errors.ts';
import { isRecord } from '../../portproxy/is-record.ts';
import { LOG_FORMATS } from '../../relay/log/logging.ts';
import { LOG_ENTRIES, type LogRequest, type LogResult, type LogStatus } from './log-setting.ts';
import { ApiFault } from './service-error.ts';
import { type Is, either, isNumber, isText, oneOf, optional, shape } from './shape.ts';

/** Reads how connections are to be logged, or that they are not. Throws an `ApiFault`. */
export function parseLogRequest(value: unknown): LogRequest {
  const { state, file, format, entries, maxSize, keep } = isRecord(value) ? value : {};
  if (state === 'off') return { state };
  const asked = { file, format, entries, maxSize, keep };
  if (state === 'on' && isAsked(asked)) return { state, ...asked };
  throw new ApiFault(
    'invalid',
    'The log is off, or on with a file, format text or json, entries all or chosen, and the numbers maxSize and keep.',
  );
}

const isAsked = shape<Omit<Extract<LogRequest, { state: 'on' }>, 'state'>>({
  file: optional(isText),
  format: optional(oneOf(...LOG_FORMATS)),
  entries: optional(oneOf(...LOG_ENTRIES)),
  maxSize: optional(isNumber),
  keep: optional(isNumber),
});

const isRefusalCode: Is<RefusalCode> = (value) => isCodeAt('change', value);

/** Whether a value is the status of the log of connections. */
export const isLogStatus: Is<LogStatus> = shape<LogStatus>({
  file: isText,
  format: oneOf(...LOG_FORMATS),
  entries: oneOf(...LOG_ENTRIES),
  maxSize: isNumber,
  keep: isNumber,
  state: oneOf('writing', 'failed'),
  reason: optional(isText),
  lines: isNumber,
  lost: isNumber,
});

/** Whether a value is the result of a change of the log's setting. */
export const isLogResult: Is<LogResult> = either(
  shape<Extract<LogResult, { kind: 'done' }>>({ kind: oneOf('done'), log: optional(isLogStatus) }),
  shape<Extract<LogResult, { kind: 'refused' }>>({
    kind: oneOf('refused'),
    code: isRefusalCode,
    detail: isText,
  }),
);
