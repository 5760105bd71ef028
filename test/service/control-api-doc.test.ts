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
  for (const { path, body } of examples()) {
    if (path.startsWith(CALLS.events.path)) {
      expect(JSON.parse(await firstLine(box, path))).toMatchObject({ kind: 'snapshot' });
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
    if (path === CALLS.changes.path) {
      const count = body?.includes('rule-add') ? 5 : 4;
      const done = { kind: 'done', notices: [] };
      expect(json).toMatchObject({ results: Array.from({ length: count }, () => done) });
    }
  }
  await gone(pid!);
});
