import type { Host } from '../../contexts/host.ts';
import { resolve, visibleEntries } from '../language/resolve.ts';
import type { ContextPath } from '../language/schema.ts';
import { type Token, joinWords } from '../language/token.ts';
import { literalVersion } from '../portproxy/address.ts';
import { type Family, type IpVersion, familyOf } from '../portproxy/family.ts';

/** Groups of portproxy whose next word is the family. */
const WITH_FAMILY: ReadonlySet<string> = new Set(['add', 'set', 'delete']);
/** Contexts in which a family that is missing is one of portproxy's. */
const NEAR: ReadonlySet<string> = new Set(['netsh', 'interface', 'portproxy']);

/**
 * Returns what is missing in a line whose group was found and whose next word was not: the family of an entry, or letters of
 * a short word that was taken for the first of several; undefined for other lines.
 */
export function slipRemark(words: readonly Token[], path: ContextPath<Host>): string | undefined {
  const found = resolve(words, path);
  const group = found.parts.at(-1);
  if (found.kind !== 'unknown' || group?.role !== 'group') return undefined;
  const place = found.parts.findLast(({ role }) => role === 'context')?.name ?? path.at(-1)!.name;
  const values = words.slice(found.at);
  if (WITH_FAMILY.has(group.name) && NEAR.has(place) && /^\d|=/.test(values[0]?.text ?? ''))
    return `Say the family: ${familyLine(group.name, values, path)}`;
  return severalRemark(words, found.at - 1, group.name, path);
}

function familyLine(name: string, values: readonly Token[], path: ContextPath<Host>): string {
  const place = path.at(-1)!.name === 'portproxy' ? '' : 'interface portproxy ';
  const texts = values.map(({ text }) => text);
  return `${place}${name} ${familyFor(name, values)} ${joinWords(texts)}`;
}

/** Returns the family that the addresses of a line fit; v4tov4 where it has none. */
function familyFor(name: string, values: readonly Token[]): Family {
  const versions: { listen: IpVersion; connect: IpVersion } = { listen: 4, connect: 4 };
  let position = 0;
  for (const { text, equals } of values) {
    if (equals < 0) position += 1;
    const address = equals < 0 ? text : text.slice(equals + 1);
    if (literalVersion(address) !== 6) continue;
    const isListen = equals < 0 ? name === 'delete' || position > 3 : /^l/i.test(text);
    versions[isListen ? 'listen' : 'connect'] = 6;
  }
  return familyOf(versions.listen, versions.connect);
}

/** Says of a short word that the line would be one with another word that begins so. */
function severalRemark(
  words: readonly Token[],
  at: number,
  taken: string,
  path: ContextPath<Host>,
): string | undefined {
  const word = words[at];
  if (!word || word.text.toLowerCase() === taken) return undefined;
  const others = path
    .flatMap((context) => visibleEntries(context, true, true))
    .map(({ name }) => name)
    .filter((name) => name !== taken && name.startsWith(word.text.toLowerCase()))
    .filter((name) => resolve(words.with(at, { ...word, text: name }), path).kind !== 'unknown');
  if (others.length === 0) return undefined;
  return `${[taken, ...new Set(others)].join(' or ')}? ${word.text} is taken for ${taken}.`;
}
