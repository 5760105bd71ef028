import type { SuppliedOptions } from '../values/values.ts';
import { type HaproxyLine, type HaproxySection, lastSetting } from './haproxy-sections.ts';
import { haproxyTime } from './haproxy-time.ts';
import { readTime } from './row-options.ts';
import type { Rows } from './rows.ts';

/** Settings of a section that `sectionOptions` reads, or that exports write with several servers. */
export const READ_SETTINGS: ReadonlySet<string> = new Set(
  'description maxconn timeout balance retries stick-table'.split(' '),
);

/** Timeouts that an entry has; those of HTTP have no effect in tcp mode. */
const READ_TIMEOUTS = new Set(['connect', 'client', 'server', 'tunnel', 'client-fin', 'server-fin']);

/** Returns the options that the settings of a frontend and its backend are, the same section for `listen`. */
export function sectionOptions(front: HaproxySection, back: HaproxySection, rows: Rows): SuppliedOptions {
  const connect = timeout(back, 'connect');
  const perClient = perClientLimit(front)?.most;
  const description = lastSetting(front, 'description');
  const maxConnections = lastSetting(front, 'maxconn');
  const idle =
    timeout(front, 'tunnel') ??
    timeout(back, 'tunnel') ??
    shorter(front, back, { ends: ['client', 'server'], rows });
  const halfClose = shorter(front, back, { ends: ['client-fin', 'server-fin'], rows });
  return {
    ...(description && { comment: description.words.slice(1).join(' ') }),
    ...(idle !== undefined && idle !== '0' && { idleTimeout: idle }),
    ...(connect !== undefined && connect !== '0' && { connectTimeout: connect }),
    ...(halfClose !== undefined && { halfCloseTimeout: halfClose }),
    ...(maxConnections && { maxConnections: maxConnections.words[1] ?? '' }),
    ...(perClient !== undefined && { maxPerClient: perClient }),
  };
}

/** Whether a `timeout` is one that an entry has. */
export function isReadTimeout(name: string): boolean {
  return READ_TIMEOUTS.has(name);
}

/** The lines that limit the connections of one client, as exports write them, and the limit. */
export function perClientLimit(
  section: HaproxySection,
): { readonly most: string; readonly lines: ReadonlySet<HaproxyLine> } | undefined {
  const table = section.lines.find(({ words }) => words[0] === 'stick-table' && words.includes('conn_cur'));
  const track = section.lines.find(({ words }) =>
    /^tcp-request session track-sc0 src,ipmask\(32,64\)$/.test(words.join(' ')),
  );
  const reject = section.lines.find(({ words }) => LIMIT.test(words.join(' ')));
  const most = LIMIT.exec(reject?.words.join(' ') ?? '')?.[1];
  if (!table || !track || !reject || most === undefined) return undefined;
  return { most, lines: new Set([table, track, reject]) };
}

const LIMIT = /^tcp-request session reject if \{ sc0_conn_cur gt (\d{1,8}) \}$/;

/** The shorter of the two timeouts for the ends of a connection: it ends the connection. */
function shorter(
  front: HaproxySection,
  back: HaproxySection,
  { ends, rows }: { readonly ends: readonly [string, string]; readonly rows: Rows },
): string | undefined {
  const [one, other] = [lastSetting(front, `timeout ${ends[0]}`), lastSetting(back, `timeout ${ends[1]}`)];
  const [first, second] = [msOf(one), msOf(other)];
  if (first === undefined || second === undefined) return told(first ?? second);
  if (first !== second) {
    rows.note(
      one?.number ?? 0,
      `The shorter of timeout ${ends[0]} and timeout ${ends[1]} is taken for both ends.`,
    );
  }
  return told(Math.min(...[first, second].map((ms) => (ms === 0 ? Infinity : ms))));
}

function told(ms: number | undefined): string | undefined {
  if (ms === undefined) return undefined;
  return readTime(Number.isFinite(ms) ? ms : 0);
}

function timeout(section: HaproxySection, name: string): string | undefined {
  return told(msOf(lastSetting(section, `timeout ${name}`)));
}

function msOf(found: HaproxyLine | undefined): number | undefined {
  return found && haproxyTime(found.words[2] ?? '');
}
