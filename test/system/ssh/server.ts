import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROGRAM, TestHome, freePort } from '../../program/netsh.ts';

/**
 * A real sshd on loopback with keys of its own, behind which a home directory stands for another machine; and an ssh
 * that knows it as `web1`, and as several others that fail.
 */
export class SshMachine {
  readonly home = new TestHome();
  /** For a netsh that is to use this ssh. */
  readonly env: Record<string, string>;
  readonly passphrase = 'open sesame';
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'netsh-ssh-'));
  readonly #sshd: ChildProcess;
  readonly #port: number;

  static async start(): Promise<SshMachine> {
    const machine = new SshMachine(await freePort(), await freePort());
    await machine.#listens();
    return machine;
  }

  private constructor(port: number, closedPort: number) {
    this.#port = port;
    for (const key of ['host', 'other-host', 'user', 'stranger']) this.#key(key, '');
    this.#key('locked', this.passphrase);
    const [host, otherHost, user, locked] = ['host', 'other-host', 'user', 'locked'].map((key) =>
      readFileSync(this.#file(`${key}.pub`), 'utf8').trim(),
    );
    this.#write('authorized_keys', `${user}\n${locked}\n`);
    this.#write('known_hosts', `[127.0.0.1]:${port} ${host}\n`);
    this.#write('known_hosts_of_another', `[127.0.0.1]:${port} ${otherHost}\n`);
    mkdirSync(this.#file('bin'));
    this.#program('bin/netsh-shell', `exec '${process.execPath}' '${PROGRAM}' "$@"`);
    this.#write(
      'sshd.conf',
      [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${this.#file('host')}`,
        `AuthorizedKeysFile ${this.#file('authorized_keys')}`,
        'StrictModes no',
        'UsePAM no',
        'UseDNS no',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PidFile none',
        // Without the start-up files of whoever runs the test: bash reads them under ssh.
        `SetEnv PATH=${this.#file('bin')}:/usr/bin:/bin NETSH_HOME=${this.home.path} HOME=${this.#folder}`,
      ].join('\n'),
    );
    this.#write(
      'ssh.conf',
      `Host closed
      Port ${closedPort}
      Host stranger
      IdentityFile ${this.#file('stranger')}
      Host locked
      IdentityFile ${this.#file('locked')}
      Host changed
      UserKnownHostsFile ${this.#file('known_hosts_of_another')}
      Host * !stranger !locked
      IdentityFile ${this.#file('user')}
      Host *
      HostName 127.0.0.1
      Port ${port}
      IdentitiesOnly yes
      IdentityAgent none
      UserKnownHostsFile ${this.#file('known_hosts')}
      GlobalKnownHostsFile /dev/null
      StrictHostKeyChecking yes
`,
    );
    this.env = { NETSH_SSH: this.#program('ssh', `exec ssh -F '${this.#file('ssh.conf')}' "$@"`) };
    // Where sshd leaves its privileges; its package makes it at boot only.
    mkdirSync('/run/sshd', { recursive: true });
    this.#sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', this.#file('sshd.conf')], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
  }

  /** Ends, as by a cut cable, the processes of sshd that serve a connection; gives how many there were. */
  cut(): number {
    const children = descendants(this.#sshd.pid ?? 0);
    for (const pid of children) process.kill(pid, 'SIGKILL');
    return children.length;
  }

  async close(): Promise<void> {
    this.cut();
    this.#sshd.kill('SIGKILL');
    await this.home.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listens(): Promise<void> {
    for (let tries = 0; this.#sshd.exitCode === null && tries < 500; tries += 1) {
      const socket = connect(this.#port, '127.0.0.1');
      const [event] = await Promise.race([
        once(socket, 'connect').then(() => ['connect']),
        once(socket, 'close').then(() => ['close']),
      ]).catch(() => ['close']);
      socket.destroy();
      if (event === 'connect') return;
      await once(spawn('true'), 'close');
    }
    throw new Error('sshd does not listen.');
  }

  #key(name: string, passphrase: string): void {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', this.#file(name)]);
  }

  #program(name: string, script: string): string {
    this.#write(name, `#!/bin/sh\n${script}\n`);
    chmodSync(this.#file(name), 0o755);
    return this.#file(name);
  }

  #write(name: string, text: string): void {
    writeFileSync(this.#file(name), text, { mode: 0o600 });
  }

  #file(name: string): string {
    return path.join(this.#folder, name);
  }
}

/** The processes below one, as /proc tells. */
function descendants(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): [number, number][] => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
      } catch {
        return [];
      }
    });
  const found = [root];
  for (const pid of found) {
    for (const [child, parent] of parents) if (parent === pid) found.push(child);
  }
  return found.slice(1);
}
