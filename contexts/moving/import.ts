import type { Facts } from '../../src/language/facts.ts';
import type { Outcome } from '../../src/language/outcome.ts';
import type { Question } from '../../src/language/schema.ts';
import { planChanges } from '../../src/portproxy/formats/plan.ts';
import { MAX_CHANGES } from '../../src/service/contract/api.ts';
import type { ChangeRun } from '../../src/service/contract/backend.ts';
import type { HomeChange } from '../../src/service/contract/parse-change.ts';
import { plainEntry } from '../../src/service/contract/status.ts';
import { systemServices } from '../../src/system/services.ts';
import { changeOutcome } from '../change-outcome.ts';
import type { Host } from '../host.ts';
import { type ImportArgs, type Loaded, loadImport } from './load.ts';
import { previewJson, previewLines, previewQuestion } from './preview.ts';

/** The preview that was shown with the last question: after a yes it is not shown again, unless it has changed. */
let shownBefore: string | undefined;

/** How many entries that do not listen, and inactive rules, are named after an import. */
const MAX_NOTICES = 20;

/** Returns the question that the interactive shell asks before an import; undefined where it fails or changes nothing. */
export async function importQuestion(args: ImportArgs, facts: Facts): Promise<Question> {
  const loaded = await loadImport(args, {
    entries: facts.entries.map(plainEntry),
    rules: async () => facts.rulebook?.rules ?? [],
    services: facts.services,
  });
  if (loaded.kind === 'failed' || changesOf(loaded).length === 0) return undefined;
  const preview = () => {
    const lines = previewLines(args.file, loaded);
    shownBefore = lines.join('\n');
    return lines.slice(0, -1);
  };
  return { preview, question: previewQuestion(loaded) };
}

/** Imports a file: reads it, plans, makes all changes or none, and tells what was done. */
export async function runImport(args: ImportArgs, host: Host): Promise<Outcome> {
  const entries = await host.backend.entries();
  const loaded = await loadImport(args, {
    entries: entries.map(plainEntry),
    rules: async () => (await host.backend.rules()).rules,
    services: systemServices(),
  });
  if (loaded.kind === 'failed') return loaded;
  const changes = changesOf(loaded);
  // Changes of one run: after a failure nothing more is done.
  const run: ChangeRun = { failed: false };
  const pending = changes.map((change) => host.backend.change(change, run));
  host.backend.flush();
  const results = await Promise.all(pending);
  const failed = results.find(({ kind }) => kind !== 'done');
  if (failed)
    return failedAfter(
      results.findIndex((one) => one === failed),
      changes.length,
      changeOutcome(failed),
    );
  const notices = results.flatMap((result) => (result.kind === 'done' ? result.notices : []));
  const preview = previewLines(args.file, loaded);
  const isShown = preview.join('\n') === shownBefore;
  shownBefore = undefined;
  const isApplied = changes.length > 0 && !host.isDryRun;
  const last = changes.length === 0 ? 'There is nothing to change.' : doneText(host);
  return {
    kind: 'text',
    lines: [...(isShown ? [] : preview), last, ''],
    json: { ...previewJson(args.file, loaded), applied: isApplied, notices },
    isProse: true,
    notices: shortened(notices),
  };
}

/** A failure, and how much was made before it: more changes than one request takes are no single write. */
function failedAfter(made: number, all: number, outcome: Outcome): Outcome {
  if (made === 0 || outcome.kind !== 'failed') return outcome;
  const before = `${made} of ${all} changes were made before it.`;
  return { ...outcome, detail: outcome.detail === undefined ? before : `${outcome.detail} ${before}` };
}

function doneText({ isDryRun, staged }: Host): string {
  if (isDryRun) return 'Nothing was changed.';
  return staged === undefined ? 'Done.' : 'Staged; commit makes it.';
}

/**
 * A table that fits into one request is put in place as a whole, in the order of the file. A larger one is changed
 * entry by entry, so that entries that stay keep their listeners between two requests too. Rules come first: no port
 * is open to more than they allow.
 */
function changesOf({ plan, rules }: Loaded): HomeChange[] {
  const adds = rules.added.map(({ rule }) => ({ op: 'rule-add', rule }) as const);
  return [...adds, ...planChanges(plan, plan.table.length + adds.length < MAX_CHANGES)];
}

function shortened(notices: readonly string[]): readonly string[] {
  if (notices.length <= MAX_NOTICES) return notices;
  const more = notices.length - MAX_NOTICES;
  return [
    ...notices.slice(0, MAX_NOTICES),
    `And ${more} more; relay show status and advfirewall firewall show rule name=all verbose name them.`,
  ];
}
