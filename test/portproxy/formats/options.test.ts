import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/portproxy/entry.ts';
import { connectVersion, listenVersion } from '../../../src/portproxy/family.ts';
import { aspectsOf } from '../../../src/portproxy/formats/aspects.ts';
import { type Format, carriedBy } from '../../../src/portproxy/formats/format.ts';
import { WRITABLE } from '../../../src/portproxy/formats/formats.ts';
import { rowOptions } from '../../../src/portproxy/formats/row-options.ts';
import { parseTargets } from '../../../src/portproxy/targets.ts';
import { entryWithOptions } from './entry-with-options.ts';
import { SERVICES, fileText, read, write } from './support.ts';

const both = WRITABLE.filter((one) => one.reads);

/** What an entry means, of all that a format is said to keep. */
function meaning(one: Format, found: Entry): object {
  const keeps = (tag: string): boolean => carriedBy(one, tag) === 'kept';
  const targets = parseTargets(found.connectAddress, connectVersion(found.family));
  if (!targets.ok) throw new Error(targets.reason);
  const port = (own: number | undefined): string => String(own ?? found.connectPort);
  const all = rowOptions(found);
  const kept = targets.value.slice(0, keeps('targets') ? undefined : 1);
  const tells = found.sourceAddress !== undefined || kept.some(({ address }) => address.kind === 'literal');
  return {
    // Without a word for it, a name is taken for one of the version that is listened on.
    family: tells || keeps('connectName') ? found.family : listenVersion(found.family),
    protocol: found.protocol,
    listenPort: found.listenPort,
    targets: kept.map((target) => [target.address.text.replaceAll(/[[\]]/g, ''), port(target.port)]),
    ...(keeps('comment') && { comment: found.comment }),
    ...(keeps('idletimeout') && { idle: all.idleMs }),
    ...(keeps('connecttimeout') && { connect: all.connectMs }),
    ...(keeps('halfclosetimeout') && { halfClose: all.halfCloseMs }),
    ...(keeps('maxage') && { maxAge: all.maxAgeMs }),
    ...(keeps('check') && { check: all.checkMs }),
    ...(keeps('targets') && targets.value.length > 1 && { balance: all.balance }),
    // An entry with what a format does not hold is not written, so that all of these come back.
    limits: [all.maxConnections, all.maxPerClient, found.newPerClient, found.rate],
    peers: [all.source, all.sendProxy, all.acceptProxy],
  };
}

/** The entries of one port each that do what an entry of a range does. */
function portByPort(found: Entry): Entry[] {
  const [from = 0, to = from] = found.listenPort.split('-').map(Number);
  const [first = 0, last = first] = found.connectPort.split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    ...found,
    listenPort: String(from + at),
    connectPort: String(last > first ? first + at : first),
  }));
}

describe.each(both.map((one) => [one.name, one] as const))('%s', (name, one) => {
  test('options, targets and protocols come back as its description says', async () => {
    await fc.assert(
      fc.asyncProperty(entryWithOptions, async (found) => {
        const exported = await write(name, [found]);
        const isRefused = aspectsOf(found, SERVICES).some((aspect) => {
          const carried = carriedBy(one, aspect);
          return typeof carried === 'object' && 'not' in carried;
        });
        if (isRefused) expect(exported.written).toBe(0);
        if (exported.written === 0) return;
        const back = await read(name, fileText(exported.files[0]));
        expect(back.faults.first).toEqual([]);
        expect(back.leftOut.first).toEqual([]);
        // A range may be written port by port.
        const isWhole = back.entries.length === 1;
        const wanted = isWhole ? [meaning(one, found)] : portByPort(found).map((part) => meaning(one, part));
        expect(back.entries.map(({ entry: part }) => meaning(one, part))).toEqual(wanted);
      }),
      { numRuns: 400 },
    );
  });
});
