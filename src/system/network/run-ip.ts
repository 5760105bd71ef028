import { execFile } from 'node:child_process';

const PATIENCE_MS = 3000;
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * What the program `ip` (iproute2) prints, which asks the kernel alone; undefined where there is no such program, or one
 * that knows no JSON (busybox). No shell is between. It is also looked for where PATH often lacks it.
 */
export function runIp(args: readonly string[]): Promise<string | undefined> {
  const path = [process.env['PATH'], '/usr/sbin', '/sbin'].filter(Boolean).join(':');
  const options = { encoding: 'utf8', timeout: PATIENCE_MS, maxBuffer: MAX_BYTES } as const;
  return new Promise((resolve) => {
    execFile('ip', ['-j', ...args], { ...options, env: { ...process.env, PATH: path } }, (error, out) =>
      resolve(error ? undefined : out),
    );
  });
}
