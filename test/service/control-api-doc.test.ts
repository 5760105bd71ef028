import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CALLS, PATHS } from '../../src/service/contract/calls.ts';
import { firstLine, rawRequest } from './raw-request.ts';
import { gone, sandbox } from './sandbox.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../docs/control-api.md'), 'utf8');

/** The requests of the page's examples: `curl … URL [-d 'BODY']`. */
function examples(): { readonly path: string; readonly body: string | undefined }[] {
  const curl = /curl (?:--no-buffer )?--unix-socket "\$S" '?http:\/\/netsh([^\s']+)'?(?: -d '([^']*)')?/g;
  return [...TEXT.matchAll(curl)].map((match) => ({ path: match[1]!, body: match[2] }));
}

test('the page knows every path', () => {
  const known = new Set(examples().map(({ path }) => path.replace(/\?.*/, '')));
  expect([...known].toSorted()).toEqual(PATHS.toSorted());
});

test('every example of the page works, one after the other', async () => {
  const box = sandbox();
  const { pid } = await box.backend().start();
  for (const { path, body: shown } of examples()) {
    // Files are only written in a folder of the test.
    const body = shown?.replace('/var/log/netsh/', `${box.home}/`);
    if (path.startsWith(CALLS.events.path)) {
      expect(JSON.parse(await firstLine(box, path))).toMatchObject({ kind: 'snapshot' });
      continue;
    }
    if (path.startsWith(CALLS.fleetEvents.path)) {
      // The page's machine is in no fleet: its servers do not answer.
      const { status, json } = await rawRequest(box, 'GET', path);
      expect({ status, json }).toMatchObject({ status: 400, json: { error: { code: 'invalid' } } });
      continue;
    }
    if (path === CALLS.metrics.path) {
      expect(await firstLine(box, path)).toBe(
        '# HELP netsh_relay_info Version of the relay service; always 1.',
      );
      continue;
    }
    const { status, json } = await rawRequest(box, body === undefined ? 'GET' : 'POST', path, body);
    expect({ path, status }).toEqual({ path, status: 200 });
    if (path === CALLS.transaction.path) expect(json).toEqual({ kind: 'done', notices: [] });
    if (path === CALLS.setLog.path) expect(json).toMatchObject({ kind: 'done' });
    if (path === CALLS.changes.path) {
      const { changes } = JSON.parse(body!) as { readonly changes: readonly unknown[] };
      const done = { kind: 'done', notices: [] };
      expect(json).toMatchObject({ results: changes.map(() => done) });
    }
  }
  await gone(pid!);
});
