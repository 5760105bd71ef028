import type { ListedEntry } from '../service/backend.ts';

/** What is out of the ordinary about a table, in a few words; undefined where all is well. */
export function statusLine(entries: readonly ListedEntry[], isDryRun: boolean): string | undefined {
  const stopped = entries.filter((entry) => entry.state === 'stopped').length;
  const silent = entries.filter((entry) => entry.state === 'failed' || entry.state === 'held').length;
  const facts = [
    ...(isDryRun ? ['dry run: nothing is changed'] : []),
    ...(stopped > 0 && !isDryRun ? ['the relay is stopped'] : []),
    ...(silent > 0 ? [silent === 1 ? '1 entry does not listen' : `${silent} entries do not listen`] : []),
  ];
  return facts.length > 0 ? facts.join(', ') : undefined;
}
