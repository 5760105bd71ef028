import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../../service/sandbox.ts';

const PROJECT = path.resolve(import.meta.dirname, '../../..');
/** Every namespace of its own; process 1 dies with `unshare`. */
const UNSHARE = [
  'unshare',
  '--fork',
  '--kill-child',
  '--pid',
  '--mount',
  '--uts',
  '--ipc',
  '--net',
  '--cgroup',
];
/** The longest time for a boot, ms. */
const BOOT_MS = 60_000;

/** What a program in the box gave. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * A machine in a box: a real systemd as process 1 of namespaces of its own, with the programs of this machine and a disk in
 * memory over its files, which stay as they are. Its network is a loopback of its own. Needs root, and a kernel with overlayfs.
 */
export class SystemdBox {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'netsh-box-'));
  #disk: ChildProcess | undefined;
  #machine: ChildProcess | undefined;
  #init = 0;

  /** Boots; resolves when everything that starts at boot has been tried. */
  async boot(): Promise<void> {
    this.#disk ??= await this.#insertDisk();
    this.#machine = spawn(
      'nsenter',
      ['-t', String(this.#disk.pid), '-m', ...UNSHARE, script('boot.sh'), this.#folder, PROJECT],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let told = '';
    this.#machine.stderr?.setEncoding('utf8').on('data', (text: string) => (told += text));
    const { pid } = this.#machine;
    await until(() => {
      if (this.#machine?.exitCode !== null) throw new Error(`The box does not boot: ${told}`);
      this.#init = childOf(pid);
      return this.#init > 0 && programOf(this.#init).includes('systemd');
    }, BOOT_MS);
    await until(async () => {
      const { out } = await this.run('systemctl', 'is-system-running');
      return ['running', 'degraded'].includes(out.trim());
    }, BOOT_MS);
  }

  /** Ends everything in the box at once, as a power cut does; the disk stays. */
  async cutPower(): Promise<void> {
    if (!this.#machine) return;
    const gone = once(this.#machine, 'exit');
    if (this.#init > 0) process.kill(this.#init, 'SIGKILL');
    await gone;
    this.#machine = undefined;
  }

  /** Ends the box, and forgets its disk. */
  async close(): Promise<void> {
    await this.cutPower();
    if (this.#disk) {
      const gone = once(this.#disk, 'exit');
      this.#disk.kill('SIGKILL');
      await gone;
    }
    rmdirSync(this.#folder);
  }

  /** Runs a program in the box as root, to its end. */
  run(...words: readonly string[]): Promise<Ran> {
    return this.runAs('root', ...words);
  }

  /** Runs netsh in the box as root. */
  netsh(...words: readonly string[]): Promise<Ran> {
    return this.run('/opt/netsh/bin/netsh', ...words);
  }

  /** Runs a program in the box as a user of it. */
  runAs(user: string, ...words: readonly string[]): Promise<Ran> {
    const [home, as] = user === 'root' ? ['/root', []] : [`/home/${user}`, ['runuser', '-u', user, '--']];
    return new Promise((resolve) => {
      execFile(
        'nsenter',
        [...inside(this.#init), `HOME=${home}`, `USER=${user}`, PATH, ...as, ...words],
        { encoding: 'utf8', maxBuffer: 1 << 24 },
        (error, out, err) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
      );
    });
  }

  async #insertDisk(): Promise<ChildProcess> {
    const disk = spawn('unshare', ['--mount', script('disk.sh'), this.#folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(disk.stdout, 'data');
    return disk;
  }
}

/** The project's own Node comes first. */
const PATH = 'PATH=/opt/netsh/node_modules/.bin:/usr/sbin:/usr/bin:/sbin:/bin';

function inside(init: number): string[] {
  return ['-t', String(init), '-a', 'env', '-i'];
}

function script(name: string): string {
  return path.join(import.meta.dirname, name);
}

/** Returns the first child of a process; 0 while there is none. */
function childOf(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
  } catch {
    return 0;
  }
}

function programOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
