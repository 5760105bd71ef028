import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readSystemText } from '../read-text.ts';
import { firewalldOf } from './firewalld.ts';
import { nftablesOf } from './nftables.ts';
import type { SystemFirewall } from './system-firewall.ts';
import { ufwOf } from './ufw.ts';
import { runProgram } from '../listeners/run-program.ts';
import { FIREWALL_KEY, windowsFirewallOf } from './windows-firewall.ts';

/** How long an answer counts, in ms: a script adds many rules at once. */
const FRESH_MS = 5000;
/** Longest wait for `nft`, in ms. */
const LIMIT_MS = 1000;
const MAX_BYTES = 4 * 1024 * 1024;

let last: { readonly at: number; readonly found: Promise<SystemFirewall | undefined> } | undefined;

/** Finds the firewall in charge of this system, which is only read; undefined where none is known to be. Never rejects. */
export function systemFirewall(): Promise<SystemFirewall | undefined> {
  const now = performance.now();
  if (last === undefined || now - last.at > FRESH_MS) last = { at: now, found: find() };
  return last.found;
}

async function find(): Promise<SystemFirewall | undefined> {
  if (process.platform === 'win32') {
    const reg = `${process.env['SystemRoot'] ?? String.raw`C:\Windows`}\\System32\\reg.exe`;
    return windowsFirewallOf(
      (await runProgram(reg, ['query', FIREWALL_KEY, '/s', '/v', 'EnableFirewall'])) ?? '',
    );
  }
  if (process.platform !== 'linux') return undefined;
  return (
    firewalldOf(
      text('/sys/fs/cgroup/system.slice/firewalld.service/cgroup.procs'),
      text('/etc/firewalld/firewalld.conf'),
    ) ??
    ufwOf(text('/etc/ufw/ufw.conf'), text('/etc/default/ufw')) ??
    nftablesOf((await listRuleset()) ?? startRuleset())
  );
}

function text(path: string): string {
  return readSystemText(path) ?? '';
}

/** What the kernel holds, which only root may see. */
function listRuleset(): Promise<string | undefined> {
  if (process.geteuid?.() !== 0) return Promise.resolve(undefined);
  const path = [process.env['PATH'], '/usr/sbin', '/sbin'].filter(Boolean).join(':');
  const options = { encoding: 'utf8', timeout: LIMIT_MS, maxBuffer: MAX_BYTES } as const;
  return new Promise((resolve) => {
    execFile('nft', ['list', 'ruleset'], { ...options, env: { ...process.env, PATH: path } }, (error, out) =>
      resolve(error ? undefined : out),
    );
  });
}

/** What the system loads at its start, where it does. */
function startRuleset(): string {
  const isEnabled = existsSync('/etc/systemd/system/sysinit.target.wants/nftables.service');
  return (isEnabled && readSystemText('/etc/nftables.conf')) || '';
}
