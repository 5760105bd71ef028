import path from 'node:path';
import { failureOf } from '../src/language/failure.ts';
import type { Outcome } from '../src/language/outcome.ts';
import { type ValueType, command, optional } from '../src/language/schema.ts';
import { size } from '../src/portproxy/kinds/size.ts';
import { LOG_FORMATS } from '../src/relay/log/logging.ts';
import {
  LOG_DEFAULTS,
  LOG_ENTRIES,
  MOST_KEPT,
  type LogResult,
  type LogStatus,
} from '../src/service/contract/log-setting.ts';
import type { Host, NetshCommand } from './host.ts';
import { bytesText } from './layout.ts';
import { ofKind } from './values/kind.ts';
import { oneOf, path as pathValue } from './values/word.ts';

/** How many files are kept. */
const keptFiles: ValueType<number> = {
  usage: '<integer>',
  accepts: `a number of files up to ${MOST_KEPT}`,
  parse: (text) =>
    /^(?:0|[1-9]\d{0,3})$/.test(text) && Number(text) <= MOST_KEPT
      ? { ok: true, value: Number(text) }
      : { ok: false, reason: `Use ${keptFiles.accepts}.` },
  suggest: () => [{ value: String(LOG_DEFAULTS.keep), text: '' }],
};

/** `relay set log`: logs connections that have ended, or stops that. */
export const setLog: NetshCommand = command({
  name: 'log',
  text: 'Logs connections, or stops that.',
  tags: {
    state: optional(oneOf(['on', 'off']), 'on to log connections, off to stop.', { fallback: 'on' }),
    file: optional(pathValue, 'File to which lines are added.', {
      fallback: 'unchanged; at first it is needed',
    }),
    format: optional(oneOf(LOG_FORMATS), 'Format of the lines.', {
      fallback: `unchanged, at first ${LOG_DEFAULTS.format}`,
    }),
    maxsize: optional(ofKind(size), 'Size at which the file is put aside, 0 for never.', {
      fallback: 'unchanged, at first 100M',
    }),
    keep: optional(keptFiles, 'How many files are kept beside it.', {
      fallback: `unchanged, at first ${LOG_DEFAULTS.keep}`,
    }),
    entries: optional(oneOf(LOG_ENTRIES), 'all but those with log=no, or chosen: those with log=yes.', {
      fallback: `unchanged, at first ${LOG_DEFAULTS.entries}`,
    }),
  },
  remarks: [
    'Adds a line to the file when a connection ends: when it began, how',
    'long it lasted, entry, client and target, bytes each way, and how it',
    'ended. The file is put aside as FILE.1 when it has grown, and opened',
    'again when the relay gets SIGHUP. docs/log.md has the format.',
  ],
  examples: [
    'set log file=/var/log/netsh.log',
    'set log file=/var/log/netsh.json format=json',
    'set log off',
  ],
  action: async ({ state = 'on', file, format, maxsize: maxSize, keep, entries }, host: Host) => {
    if (state === 'off') return answer(await host.backend.setLog({ state }));
    // A path of another machine is taken as it is.
    const whole = file === undefined || host.elsewhere !== undefined ? file : path.resolve(file);
    return answer(await host.backend.setLog({ state, file: whole, format, maxSize, keep, entries }));
  },
});

/** `relay show log`: where connections are logged, if they are. */
export const showLog: NetshCommand = command({
  name: 'log',
  text: 'Shows where connections are logged.',
  remarks: [
    'Shows the file to which lines are added when connections end, and how',
    'many were written and lost since the relay started; or off.',
  ],
  action: async (_args, host: Host) => {
    const { running, log } = await host.backend.status();
    const lines = running ? statusLines(log) : ['The relay is not running.'];
    return { kind: 'text', lines: [...lines, ''], json: { running, log: log ?? null } };
  },
});

/** Says where connections are logged, or why they are not, for a row of `relay show status`. */
export function logText(status: LogStatus | undefined): string {
  if (!status) return 'off';
  return status.reason === undefined ? status.file : `${status.file}: ${status.reason}`;
}

function statusLines(status: LogStatus | undefined): string[] {
  if (!status) return ['off'];
  const { file, format, entries, maxSize, keep, state, reason, lines, lost } = status;
  const kept = keep === 1 ? '1 file is kept' : `${keep} files are kept`;
  const rows: [string, string][] = [
    ['File', file],
    ['State', state],
    ...(reason === undefined ? [] : [['Reason', reason] satisfies [string, string]]),
    ['Format', format],
    ['Entries', entries === 'all' ? 'all but those with log=no' : 'those with log=yes'],
    ['Rotation', maxSize === 0 ? 'never' : `at ${bytesText(maxSize)}, ${kept}`],
    ['Written', `${lines} ${lines === 1 ? 'line' : 'lines'}`],
    ['Lost', `${lost} ${lost === 1 ? 'line' : 'lines'}`],
  ];
  return ['', ...rows.map(([name, value]) => `${name.padEnd(12)}: ${value}`)];
}

function answer(result: LogResult): Outcome {
  if (result.kind === 'refused') return failureOf(result.code, result.detail);
  const { log } = result;
  return log?.reason === undefined ? { kind: 'done' } : { kind: 'noticed', notices: [log.reason] };
}
