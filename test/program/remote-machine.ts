import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROGRAM, TestHome } from './netsh.ts';

/** A home directory that stands for another machine, and programs that carry the bridge to it in place of ssh. */
export class RemoteHome {
  readonly home = new TestHome();
  readonly #here: string;
  #made = 0;

  constructor() {
    this.#here = path.join(this.home.path, 'bin');
    mkdirSync(this.#here);
    this.#program('netsh-shell', `exec '${process.execPath}' '${PROGRAM}' "$@"`);
  }

  /** ssh as it is: the words after the host are run there. */
  get working(): Record<string, string> {
    return this.carrier('exec "$@"');
  }

  /** The environment of a netsh whose ssh runs a script; `$@` is what is to run on the far machine. */
  carrier(script: string): Record<string, string> {
    this.#made += 1;
    const ssh = this.#program(
      `ssh-${this.#made}`,
      [
        `printf '%s\\n' "$*" >> '${this.home.path}/ssh.log'`,
        'while [ "$1" != -- ]; do shift; done',
        'shift 2',
        `NETSH_HOME='${this.home.path}'; PATH='${this.#here}':$PATH; export NETSH_HOME PATH`,
        script,
      ].join('\n'),
    );
    return { NETSH_SSH: ssh };
  }

  close(): Promise<void> {
    return this.home.close();
  }

  #program(name: string, script: string): string {
    const file = path.join(this.#here, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o700);
    return file;
  }
}
