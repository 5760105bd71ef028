import type { SystemFirewall } from './system-firewall.ts';

/** Where Windows keeps whether its firewall is on, with a key for each profile. */
export const FIREWALL_KEY = String.raw`HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy`;

/**
 * Returns Windows' firewall where it is on in one of its profiles; `text` is what `reg query KEY /s /v EnableFirewall` prints
 * (`EnableFirewall REG_DWORD 0x1`). It lets in only what a rule allows, or a user who was asked has.
 */
export function windowsFirewallOf(text: string): SystemFirewall | undefined {
  if (!/^\s*EnableFirewall\s+REG_DWORD\s+0x0*1\s*$/m.test(text)) return undefined;
  return {
    name: 'Windows Firewall',
    // Of Windows' own netsh, which is found first there.
    opening: (protocol, ports) =>
      `netsh advfirewall firewall add rule name="netsh-shell" dir=in action=allow ` +
      `protocol=${protocol} localport=${ports.join(',')}`,
  };
}
