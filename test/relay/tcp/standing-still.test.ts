import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fillQueue } from '../support/deaf.ts';
import { Peer } from '../support/peer.ts';
import { freePort } from '../support/ports.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

const RELAY = fileURLToPath(new URL('../../fixtures/relay/relay-process.ts', import.meta.url));
const LIMIT_MS = 1_500;

/** Listens, and accepts nothing until a line comes; its queue holds two connections. */
const late = (answer: string): string => `
const server = require('node:net').createServer((socket) => socket.on('error', () => {})${answer});
server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
  const { writeSync, readSync } = require('node:fs');
  writeSync(1, server.address().port + '\\n');
  readSync(0, Buffer.alloc(1));
});
`;

describe.skipIf(process.platform !== 'linux').each(transports)(
  'a relay that stood still ($kind)',
  ({ kind }) => {
    /** A client of a relay that stood still longer than the limit while its target answered. */
    async function answeredMeanwhile(answer: string): Promise<Peer> {
      const server = child(['-e', late(answer)]);
      const target = Number(await server.line(/^\d+$/m));
      await fillQueue(target);
      const others = connections(target, SYN_SENT);
      const port = await freePort();
      const limits = JSON.stringify({ connectTimeoutMs: LIMIT_MS });
      const relay = child([RELAY, String(port), `127.0.0.1:${target}`, limits, kind]);
      await relay.line(/^ready$/m);
      const client = await Peer.dial(port);
      await until('the attempt to connect', () => connections(target, SYN_SENT) > others);
      relay.process.kill('SIGSTOP');
      const stopped = performance.now();
      server.process.stdin?.write('\n');
      // The system of the target lets it in when it asks again.
      await until('an answer', () => connections(target, SYN_SENT) === 0);
      await until('more than the limit', () => performance.now() - stopped > LIMIT_MS + 500);
      relay.process.kill('SIGCONT');
      return client;
    }

    test('takes an answer that came meanwhile for an answer, not for a timeout', async () => {
      const client = await answeredMeanwhile(`.end('late answer')`);
      await client.sees('late answer');
      await client.seesFin();
      expect(client.broken).toBeUndefined();
    });

    // Node's sockets take it for a target that was never reached.
    test.runIf(kind === 'native')('passes on what the target said before it reset', async () => {
      const client = await answeredMeanwhile(`.write('late answer', () => socket.resetAndDestroy())`);
      await client.seesReset();
      expect(client.text).toBe('late answer');
    });
  },
);

interface Child {
  readonly process: ChildProcess;
  /** Resolves to the first match in what it printed. */
  line(pattern: RegExp): Promise<string>;
}

function child(args: readonly string[]): Child {
  const started = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void started.kill('SIGKILL'));
  let text = '';
  started.stdout.on('data', (data: Buffer) => {
    text += data.toString();
  });
  return { process: started, line: (pattern) => until(String(pattern), () => pattern.exec(text)?.[0]) };
}

/** proc_pid_net(5) */
const SYN_SENT = '02';

/** How many connections to the port are in this state. */
function connections(port: number, state: string): number {
  const digits = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = new RegExp(`^ *\\d+: \\S+ 0100007F:${digits} ${state} `, 'gm');
  return readFileSync('/proc/net/tcp', 'latin1').match(lines)?.length ?? 0;
}
