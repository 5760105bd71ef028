import path from 'node:path';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import type { Rulebook } from '../../src/firewall/rule.ts';
import type { Outcome } from '../../src/language/outcome.ts';
import { visible } from '../../src/language/visible.ts';
import { type Exported, exportTable } from '../../src/portproxy/formats/export-table.ts';
import type { ExportFile } from '../../src/portproxy/formats/format.ts';
import type { WritableFormat } from '../../src/portproxy/formats/formats.ts';
import { rowText } from '../../src/portproxy/formats/labels.ts';
import { plainRule } from '../../src/service/contract/rule-status.ts';
import { ServiceError } from '../../src/service/contract/service-error.ts';
import { type ListedEntry, plainEntry } from '../../src/service/contract/status.ts';
import { systemServices } from '../../src/system/services.ts';
import { writeFiles } from '../../src/system/write-files.ts';
import type { Host } from '../host.ts';
import { count } from './load.ts';

/** The arguments of `export`. */
export interface ExportArgs {
  readonly format: WritableFormat | undefined;
  readonly file?: string | undefined;
  readonly force?: 'yes' | 'no' | undefined;
}

/** Writes the table for another program, to standard output or into files. */
export async function runExport({ format, file, force }: ExportArgs, host: Host): Promise<Outcome> {
  if (!format) return { kind: 'failed', code: 'export', message: 'This format does not exist.' };
  const entries = await host.backend.entries();
  const rulebook = await rulebookOf(host);
  const exported = await exportTable(entries.map(exportable), format, systemServices(), rulebook);
  const notices = exported.notCarried.map(
    ({ entry, reason }) => `Not carried over: ${rowText({ entry })}. ${reason}`,
  );
  if (file === undefined) {
    const lines = printed(exported.files, format);
    return { kind: 'text', lines, json: jsonOf(format, exported), notices };
  }
  const files = exported.files.map((one) => ({
    path: format.writes.inFolder ? path.join(file, one.name) : file,
    text: textOf(one, format),
  }));
  if (!host.isDryRun) {
    const folder = format.writes.inFolder ? file : undefined;
    const written = await writeFiles(files, { force: force === 'yes', folder });
    if (!written.ok) {
      const detail = written.code === 'exists' ? 'Nothing was written; force=yes overwrites it.' : undefined;
      return { kind: 'failed', code: written.code, message: written.problem, detail };
    }
  }
  const verb = host.isDryRun ? 'Would write' : 'Wrote';
  const what = `${verb} ${count(exported.written, 'entry', 'entries')} to ${file}`;
  const where = format.writes.inFolder ? `, ${count(files.length, 'file', 'files')}` : '';
  return {
    kind: 'text',
    isProse: true,
    lines: ['', `${what}${where}.${beginsWithReset(exported.files) ? RESET : ''}`, ''],
    json: { ...jsonOf(format, exported), paths: files.map((one) => one.path) },
    notices,
  };
}

/** What replaying a file does first. */
const RESET = ' It begins with reset, which empties the table that it is replayed on.';

function beginsWithReset(files: readonly ExportFile[]): boolean {
  return files.some(({ lines }) => lines.some((line) => line.trim() === 'reset'));
}

/** The rules of the machine; an older netsh at the other end has none. */
async function rulebookOf(host: Host): Promise<Rulebook> {
  try {
    const { rules, policies } = await host.backend.rules();
    return { rules: rules.map(plainRule), policies };
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'version') return INITIAL_RULEBOOK;
    throw error;
  }
}

/** An entry, with the reason where it is held: other programs would do what is held here. */
function exportable(listed: ListedEntry) {
  const { state, reason } = listed;
  return { entry: plainEntry(listed), reason: state === 'held' ? reason : undefined };
}

function printed(files: readonly ExportFile[], { writes }: WritableFormat): string[] {
  if (!writes.inFolder) return files.flatMap(({ lines }) => lines);
  return files.flatMap(({ name, lines }) => [`# ---- ${name} ----`, ...lines, '']);
}

function textOf({ lines }: ExportFile, { writes }: WritableFormat): string {
  const end = writes.crlf ? '\r\n' : '\n';
  return lines.map((line) => visible(line) + end).join('');
}

function jsonOf(format: WritableFormat, { files, notCarried, written }: Exported) {
  return {
    format: format.name,
    written,
    files: files.map((one) => ({ name: one.name, text: textOf(one, format) })),
    notCarried,
  };
}
