import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Behaviour } from './fake-far-end.ts';
import { hostile, steering } from './hostile.ts';
import { type Ran, TestHome } from './netsh.ts';
import { RemoteHome } from './remote-machine.ts';

const here = new TestHome();
const far = new RemoteHome();
const folder = mkdtempSync(path.join(tmpdir(), 'netsh-far-'));

afterAll(async () => {
  await far.close();
  await here.close();
  rmSync(folder, { recursive: true, force: true });
});

const FAKE = path.resolve(import.meta.dirname, 'fake-far-end.ts');

/** Runs lines of a session, or one command, on a far end that behaves like this. */
function there(behaviour: Behaviour, args: readonly string[], input = ''): Promise<Ran> {
  const file = path.join(folder, 'behaviour.json');
  writeFileSync(file, JSON.stringify(behaviour));
  const env = far.carrier(`exec '${process.execPath}' '${FAKE}' '${file}'`);
  return here.netsh(args, { env, input });
}

const RULE = {
  direction: 'in',
  action: 'block',
  enabled: true,
  profiles: 'any',
  protocol: 'tcp',
  localIp: 'any',
  remoteIp: '10.0.0.9',
  localPort: '80',
  remotePort: 'any',
  state: 'active',
};
const POLICY = { state: 'on', inbound: 'allowinbound', outbound: 'allowoutbound' };
const POLICIES = { domain: POLICY, private: POLICY, public: POLICY };
const PORTPROXY = ['-r', 'gw', 'interface', 'portproxy'];
const ENTRY = {
  family: 'v4tov4',
  listenAddress: '*',
  listenPort: '80',
  connectAddress: '10.0.0.1',
  connectPort: '80',
  protocol: 'tcp',
  state: 'held',
};
const NOT_UNDERSTOOD = 'This netsh does not understand the answer of the netsh on gw.\n';

describe('answers of another shape', () => {
  test.each([
    ['nothing', null],
    ['a number', 42],
    ['a text', 'x'],
    ['an object', { a: 1 }],
    ['a list of nothing', [null]],
    ['an entry with a line end in its address', [{ ...ENTRY, connectAddress: '10.0.0.1\n[Service]' }]],
    ['an entry with a command in its address', [{ ...ENTRY, listenAddress: 'x & calc' }]],
    ['an entry of another family', [{ ...ENTRY, family: 'v4tov4\n#' }]],
    ['more entries than a table holds', Array.from({ length: 100_001 }, () => ENTRY)],
  ])('entries: %s', async (_what, entries) => {
    const values = { entries };
    const one = await there({ values }, [...PORTPROXY, 'export', 'systemd', `file=${folder}/none`]);
    expect(one).toEqual({ code: 1, out: '', err: NOT_UNDERSTOOD });
    const session = await there({ values }, ['-r', 'gw'], 'interface portproxy show all\nshow mode\n');
    expect(session).toMatchObject({ code: 1, out: 'online\n\n' });
    expect(session.err).toContain(NOT_UNDERSTOOD);
  });

  test.each([
    ['changes', 'add v4tov4 1 127.0.0.1'],
    ['connections', 'show connections'],
    ['kill', 'kill connection 1'],
  ])('%s', async (call, line) => {
    const ran = await there({ values: { [call]: 'x', entries: [] } }, [...PORTPROXY, ...line.split(' ')]);
    expect(ran).toEqual({ code: 1, out: '', err: NOT_UNDERSTOOD });
  });

  test('a hello without facts', async () => {
    const ran = await there({ hello: { facts: 5 } }, ['-r', 'gw', 'show', 'mode']);
    expect(ran).toEqual({ code: 1, out: '', err: NOT_UNDERSTOOD });
  });

  test('a full table is shown whole', async () => {
    const entries = Array.from({ length: 100_000 }, (_, at) => ({
      ...ENTRY,
      listenAddress: `127.${at >> 14}.0.1`,
      listenPort: String(1 + (at % 16_384)),
    }));
    for (const line of ['show all', 'dump', 'show statistics']) {
      const ran = await there({ values: { entries } }, [...PORTPROXY, ...line.split(' ')]);
      expect(ran).toMatchObject({ code: 0, err: '' });
      expect(ran.out.split('\n').length).toBeGreaterThan(100_000);
    }
  }, 60_000);
});

describe('the text of others on the way', () => {
  test('a window title stands before the hello, without a line end', async () => {
    const ran = await there({ before: '\u001B]0;gateway\u0007last login today ' }, [
      '-r',
      'gw',
      'show',
      'mode',
    ]);
    expect(ran).toEqual({ code: 0, out: 'online\n\n', err: '' });
  });

  test('a message of the day of 200 KB is passed over', async () => {
    const ran = await there({ before: 'Welcome to gw\n'.repeat(15_000) }, ['-r', 'gw', 'show', 'mode']);
    expect(ran).toEqual({ code: 0, out: 'online\n\n', err: '' });
  });

  test('a line without an end is given up', async () => {
    const ran = await there({ before: 'x'.repeat(2_000_000) }, ['-r', 'gw', 'show', 'mode']);
    expect(ran).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/is not netsh. It says:\nx{300}…\n/),
    });
  });

  test('a broadcast between two lines of a script is shown and passed over', async () => {
    const between = '\r\nBroadcast message from root@gw:\r\n\r\nGoing down \u001B[2Jsoon.\r\n\r\n';
    const values = { changes: { kind: 'done', notices: [] }, entries: [] };
    const lines = ['interface portproxy', 'add v4tov4 1 127.0.0.1', 'add v4tov4 2 127.0.0.1'];
    const ran = await there(
      { between, values },
      ['-r', 'gw', '--stop-on-error'],
      `${lines.join('\n')}\nshow all\n`,
    );
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('gw: Broadcast message from root@gw:\ngw: Going down soon.\n');
  });

  test('a broadcast before a message on its line leaves the message', async () => {
    const ran = await there({ between: 'Soon. ', values: { entries: [ENTRY] } }, [
      ...PORTPROXY,
      'show',
      'all',
    ]);
    expect(ran).toMatchObject({ code: 0, err: 'gw: Soon.\n', out: expect.stringContaining('10.0.0.1') });
  });

  test('too much of it ends the link', async () => {
    const ran = await there({ between: 'Welcome\n'.repeat(3000), values: { entries: [] } }, [
      ...PORTPROXY,
      'show',
      'all',
    ]);
    expect(ran).toMatchObject({
      code: 1,
      err: expect.stringMatching(/is not netsh. It says:\n(Welcome\n)+$/),
    });
  });
});

const LOST = 'Not carried over';

describe('hostile text of the far end', () => {
  /** All that the far end may put a text into. */
  const behaviour = (text: string): Behaviour => {
    const at = Date.now();
    const numbers = { connections: 0, connectionsTotal: 0, bytesUp: 0, bytesDown: 0, refused: 0, errors: 1 };
    const names = { connect: { name: text, addresses: [text], at } };
    const counters = { ...numbers, ends: { [text]: 1 }, lastError: { at, text }, names };
    const entry = { ...ENTRY, state: 'held', reason: text, counters };
    const info = { id: 1, entry: text, client: text, target: text, startedAt: at, lastActiveAt: at };
    const states = { listening: 0, held: 1, failed: 0, disabled: 0, stopped: 0 };
    const status = { running: true, version: text, home: text, entries: states, connections: 1 };
    return {
      before: `${text}\n`,
      between: `${text}\n`,
      stderr: `${text}\n`,
      notice: text,
      hello: { version: text, facts: { services: [[text, 80]], addresses: [], hosts: [text] } },
      values: {
        entries: [entry],
        changes: { kind: 'done', notices: [text] },
        connections: [{ ...info, phase: 'data', bytesUp: 1, bytesDown: 1 }],
        status,
        rules: { rules: [{ ...RULE, name: text, reason: text }], policies: POLICIES },
        transaction: { kind: 'conflict', conflicts: [{ code: 'exists', detail: text }] },
        feed: 1,
        next: { kind: 'lost', at, reason: text },
      },
      faults: { kill: { code: text, message: text } },
    };
  };

  test('nowhere steers a terminal or makes lines', async () => {
    const lines = [
      'interface portproxy',
      'show all',
      'show status',
      'show statistics',
      'show connections',
      'kill connection 1',
      'add v4tov4 1 127.0.0.1',
      'show all --json',
      'show connections --json',
      'dump',
      'kill connection 1 --json',
      'relay show status',
      'relay show status --json',
      'advfirewall firewall show rule name=all',
      'advfirewall firewall show rule name=all --json',
      'advfirewall firewall show access port=80',
      'export haproxy',
      'export systemd',
    ];
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const ran = await there(behaviour(text), ['-r', 'gw'], `${lines.join('\n')}\n`);
        expect(steering(`${ran.out}\n${ran.err}`)).toEqual([]);
        // Rows of our own, in which the text stands, are the only ones.
        expect(ran.out.match(/^127\.0\.0\.1 {7}80/gm)).toBeNull();
      }),
      { numRuns: 10, examples: [['\r\r\nOk.\u001B[2J']] },
    );
  }, 120_000);

  test('goes into no exported file', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.constantFrom('systemd', 'haproxy', 'windows'), async (text, format) => {
        const target = mkdtempSync(path.join(folder, 'export-'));
        const file = format === 'systemd' ? target : path.join(target, 'file');
        const ran = await there(behaviour(text), [
          ...PORTPROXY,
          'export',
          format,
          `file=${file}`,
          'force=yes',
        ]);
        expect(ran.code).toBe(0);
        for (const name of readdirSync(target)) {
          const written = readFileSync(path.join(target, name), 'utf8');
          expect(steering(written.replaceAll('\r\n', '\n'))).toEqual([]);
          expect(written).not.toContain(LOST);
        }
      }),
      { numRuns: 6 },
    );
  }, 120_000);
});
