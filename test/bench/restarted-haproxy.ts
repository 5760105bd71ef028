import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../relay/support/ports.ts';
import { loopback } from './restart-load.ts';

/** A relay under a load, which is replaced by a new process. */
export interface Relayed {
  readonly port: number;
  restart(): Promise<void>;
  /** Called after each restart, when its streams were looked at. */
  settle?(): Promise<void>;
  /** How long nothing was moved in each restart, as the relay itself says, ms. */
  still?(): number[];
  /** The most memory that the process had which was replaced, and the new one by now, MiB, of each restart. */
  peaks?(): (readonly [number, number])[];
  /** Processes that relay now. */
  processes(): number[];
  end(): void;
}

/** What HAProxy relays to, and from how many addresses. */
export interface HaproxyLoad {
  readonly folder: string;
  readonly target: number;
  readonly addresses: number;
  readonly connections: number;
}

/** Whether there is a HAProxy to compare with. */
export function hasHaproxy(): boolean {
  return (process.env['PATH'] ?? '').split(':').some((path) => existsSync(join(path, 'haproxy')));
}

/**
 * HAProxy, which leaves its earlier processes behind while they have connections: started anew with the listeners of the one before
 * (-sf), or told to reload as a master with workers (-W).
 */
export async function haproxy(isMaster: boolean, load: HaproxyLoad): Promise<Relayed> {
  const port = await freePort();
  const name = join(load.folder, isMaster ? 'master' : 'single');
  const [config, socket] = [`${name}.cfg`, `${name}.sock`];
  writeFileSync(config, configuration(load, port, socket));
  const started: ChildProcess[] = [];
  const start = (...more: readonly string[]): ChildProcess => {
    const child = spawn('haproxy', ['-f', config, ...more], { stdio: 'ignore' });
    started.push(child);
    return child;
  };
  /** Resolves to the process that answers, which is another one than this. */
  const successor = async (earlier: number | undefined): Promise<number> => {
    for (;;) {
      const owner = await ownerOf(socket);
      if (owner !== undefined && owner !== earlier) return owner;
      await sleep(5);
    }
  };
  const first = start(isMaster ? '-W' : '-db');
  let latest = await successor(undefined);
  return {
    port,
    async restart() {
      if (isMaster) first.kill('SIGUSR2');
      else start('-db', '-x', socket, '-sf', String(latest));
      latest = await successor(latest);
    },
    processes: () => pidsThat('cmdline', config),
    end() {
      for (const pid of pidsThat('cmdline', config)) process.kill(pid, 'SIGKILL');
    },
  };
}

function configuration(
  { target, addresses, connections }: HaproxyLoad,
  port: number,
  socket: string,
): string {
  const sections = Array.from({ length: addresses }, (_, index) => {
    const host = loopback(index);
    return `listen at${index}\n  bind ${host}:${port}\n  server one ${host}:${target}`;
  });
  return [
    `global\n  maxconn ${connections + 1_000}\n  nbthread 2\n  stats socket ${socket} expose-fd listeners level admin`,
    'defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 1h\n  timeout server 1h',
    ...sections,
    '',
  ].join('\n');
}

/** The process that answers at HAProxy's socket; undefined while none does. */
function ownerOf(path: string): Promise<number | undefined> {
  return new Promise((told) => {
    let text = '';
    const socket = connect(path, () => socket.write('show info\n'));
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
    socket.on('error', () => {});
    socket.on('close', () => {
      const pid = /^Pid: (\d+)$/m.exec(text)?.[1];
      told(pid === undefined ? undefined : Number(pid));
    });
  });
}

/** Processes whose environment, or command line, has this as one of its words. */
export function pidsThat(file: 'environ' | 'cmdline', word: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const isOne =
        /^\d+$/.test(name) && readFileSync(`/proc/${name}/${file}`, 'utf8').split('\0').includes(word);
      return isOne ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
