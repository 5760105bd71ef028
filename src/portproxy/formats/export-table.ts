import { INITIAL_RULEBOOK } from '../../firewall/policy.ts';
import type { Rulebook } from '../../firewall/rule.ts';
import { type Address, parseListenAddress } from '../address.ts';
import type { Entry } from '../entry.ts';
import { type IpVersion, connectVersion, listenVersion } from '../family.ts';
import { canonicalHost, unspecified } from '../host-address.ts';
import type { ParsedText } from '../kinds/kind.ts';
import { type PortSpan, type Services, parsePort, portSpan } from '../port.ts';
import { parseTargets } from '../targets.ts';
import { ASPECTS, type Aspect, aspectsOf } from './aspects.ts';
import { clientsByRules } from './clients-by-rules.ts';
import { carriedBy, type ExportFile, type Row, type RowTarget, type Side, type Writer } from './format.ts';
import type { WritableFormat } from './formats.ts';
import { comment, rowText } from './labels.ts';
import { rulesAbout } from './plan-rules.ts';
import { rowOptions } from './row-options.ts';
import { targetsByRules } from './targets-by-rules.ts';

/** The files of an export, how many entries are in them, and which are not. */
export interface Exported {
  readonly files: readonly ExportFile[];
  readonly written: number;
  readonly notCarried: readonly NotCarried[];
}

/** An entry that a format cannot carry, with the reason as a full sentence. */
interface NotCarried {
  readonly entry: Entry;
  readonly reason: string;
}

/** An entry to export, and, where it does not listen here, why (a full sentence). */
export interface Exportable {
  readonly entry: Entry;
  readonly reason?: string | undefined;
}

/**
 * Writes entries in a format, and who may connect to them by the rules of advfirewall. What it cannot carry is named in
 * comments of the files, and returned; an entry is never written more open than it is here.
 */
export async function exportTable(
  entries: readonly Exportable[],
  format: WritableFormat,
  services: Services,
  rulebook: Rulebook = INITIAL_RULEBOOK,
): Promise<Exported> {
  const writer = await format.writes.load();
  const guarded = guard(rulebook, format.title, writer);
  const judged = entries.map(({ entry, reason }) => {
    const row = writer.asTyped ? typedRow(entry, services) : guarded(rowOf(entry, format, services, reason));
    const problem = typeof row === 'string' ? row : writer.refuse?.(row);
    if (typeof row === 'string' || problem !== undefined) return { entry, row: undefined, problem };
    return { entry, row: withRemarks(row, writer.remarks?.(row) ?? []), problem };
  });
  const carried = judged.map(({ row }) => row).filter((row) => row !== undefined);
  const taken = writer.asTyped ? new Map<Row, string>() : takenSockets(carried);
  const rows = carried.filter((row) => !taken.has(row));
  const notCarried = judged.flatMap(({ entry, row, problem }) => {
    const reason = problem ?? (row && taken.get(row));
    return reason === undefined ? [] : [{ entry, reason }];
  });
  const rules = rulesAbout(
    entries.map(({ entry }) => entry),
    rulebook.rules,
    services,
  );
  return {
    files: writer.write(rows, headLines(format, notCarried), rules),
    written: rows.length,
    notCarried,
  };
}

function withRemarks(row: Row, remarks: readonly string[]): Row {
  return remarks.length === 0 ? row : { ...row, remarks: [...row.remarks, ...remarks] };
}

/** Returns what gives a row its clients, or says why a format cannot carry what rules decide about it. */
function guard(
  rulebook: Rulebook,
  title: string,
  { carriesClients }: Writer,
): (row: Row | string) => Row | string {
  const clientsOf = clientsByRules(rulebook, title);
  const targetsOf = targetsByRules(rulebook, title);
  return (row) => {
    if (typeof row === 'string') return row;
    const clients = clientsOf(row);
    if (clients === undefined) return targetsOf(row) ?? row;
    if (!carriesClients) return `Rules of advfirewall say who may connect to it, which ${title} cannot tell.`;
    return typeof clients === 'string' ? clients : (targetsOf(row) ?? { ...row, clients });
  };
}

function headLines({ title, writes }: WritableFormat, notCarried: readonly NotCarried[]): string[] {
  const lines = [`The portproxy table of netsh-shell, for: ${title}.`];
  if (writes.check !== undefined) lines.push(`Try it with: ${writes.check}`);
  lines.push(...(writes.loses ?? []));
  if (notCarried.length > 0) lines.push('', 'Not carried over:');
  for (const { entry, reason } of notCarried) lines.push(` ${rowText({ entry })}`, `   ${reason}`);
  return [...lines.map(comment), ''];
}

/** A row for another netsh, which takes every value as it was typed. */
function typedRow(entry: Entry, services: Services): Row {
  const listen = parsePort(entry.listenPort, services);
  const span: PortSpan = listen.ok ? portSpan(listen.value) : { from: 0, to: 0 };
  return {
    entry,
    listen: { version: listenVersion(entry.family), kind: 'literal', host: entry.listenAddress },
    connect: { version: connectVersion(entry.family), kind: 'literal', host: entry.connectAddress },
    targets: [],
    from: span,
    to: span,
    remarks: [],
    options: rowOptions(entry),
  };
}

/** A row of numbers and bare addresses, or why the format does not carry the entry. */
function rowOf(
  entry: Entry,
  format: WritableFormat,
  services: Services,
  reason: string | undefined,
): Row | string {
  const aspects = aspectsOf(entry, services);
  const remarks: string[] = [];
  for (const aspect of aspects) {
    const carried = carriedBy(format, aspect);
    const said = ASPECTS.get(aspect)?.said ?? aspect;
    if (carried === 'kept' || (typeof carried === 'object' && 'partly' in carried)) continue;
    if ('not' in carried) return `${said}: ${format.title} ${carried.not}.`;
    if (!SILENT.has(aspect)) remarks.push(`${said}: here ${carried.as}.`);
  }
  if (reason !== undefined) remarks.push(`Here it does not listen. ${reason}`);
  const listenPort = parsePort(entry.listenPort, services);
  const connectPort = parsePort(entry.connectPort, services);
  if (!listenPort.ok || !connectPort.ok)
    return 'The services table of this system does not know its service name.';
  const [listens, connects] = [listenVersion(entry.family), connectVersion(entry.family)];
  const listen = sideOf(parseListenAddress(entry.listenAddress, listens), listens);
  const [connect, ...others] = targetsOf(entry.connectAddress, connects);
  if (!listen || !connect) return 'Its addresses are not acceptable.';
  return {
    entry,
    listen,
    connect,
    targets: [connect, ...others],
    from: portSpan(listenPort.value),
    to: portSpan(connectPort.value),
    remarks,
    options: rowOptions(entry),
  };
}

/** Changes of spelling, and words that stand in the row's comment: nobody needs to be told of them at each entry. */
const SILENT = new Set<string>(['brackets', 'comment', 'group'] satisfies Aspect[]);

/** The targets of a connect address; none where it is not acceptable. */
function targetsOf(text: string, version: IpVersion): RowTarget[] {
  const parsed = parseTargets(text, version);
  if (!parsed.ok) return [];
  return parsed.value.map(({ address, port }) => ({
    version,
    kind: address.kind,
    host: hostOf(address, version),
    port,
  }));
}

function sideOf(parsed: ParsedText<Address>, version: IpVersion): Side | undefined {
  return parsed.ok ? { version, kind: parsed.value.kind, host: hostOf(parsed.value, version) } : undefined;
}

function hostOf(address: Address, version: IpVersion): string {
  switch (address.kind) {
    case 'every':
      return unspecified(version);
    case 'literal':
      return address.host;
    case 'name':
      return address.text;
  }
}

/**
 * Rows that listen where another one does, with the reason: other programs have no two rules for one address and
 * port. `0.0.0.0` goes before `*`, as it does here (spec section 4), else the first one does.
 */
function takenSockets(rows: readonly Row[]): ReadonlyMap<Row, string> {
  const sockets = new Map<string, Row>();
  const taken = new Map<Row, string>();
  for (const row of rows.toSorted((one, other) => rank(one) - rank(other))) {
    const { listen, from, entry } = row;
    if (entry.disabled) continue;
    // A name stands for all of its addresses there, whatever their version.
    const address = listen.kind === 'name' ? listen.host.toLowerCase() : canonicalHost(listen.host);
    const keys = Array.from(
      { length: from.to - from.from + 1 },
      (_, at) => `${entry.protocol} ${address} ${from.from + at}`,
    );
    const other = keys.map((key) => sockets.get(key)).find((found) => found !== undefined);
    if (other) taken.set(row, `${rowText(other)} listens there too, and goes before it.`);
    else for (const key of keys) sockets.set(key, row);
  }
  return taken;
}

function rank({ listen }: Row): number {
  return listen.kind === 'every' ? 1 : 0;
}
