import { execFile } from 'node:child_process';

/** Longest wait for `ip`, in ms. */
const LIMIT_MS = 3000;
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Runs the program `ip` (iproute2), which asks only the kernel, and returns its output; undefined where there is none,
 * or one without JSON (busybox). Uses no shell, and also looks in folders that PATH often lacks.
 */
export function runIp(args: readonly string[]): Promise<string | undefined> {
  const path = [process.env['PATH'], '/usr/sbin', '/sbin'].filter(Boolean).join(':');
  const options = { encoding: 'utf8', timeout: LIMIT_MS, maxBuffer: MAX_BYTES } as const;
  return new Promise((resolve) => {
    execFile('ip', ['-j', ...args], { ...options, env: { ...process.env, PATH: path } }, (error, out) =>
      resolve(error ? undefined : out),
    );
  });
}
