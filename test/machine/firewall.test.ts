import { describe, expect, test } from 'vitest';
import { firewalldOf } from '../../src/system/firewall/firewalld.ts';
import { nftablesOf } from '../../src/system/firewall/nftables.ts';
import { ufwOf } from '../../src/system/firewall/ufw.ts';
import { windowsFirewallOf } from '../../src/system/firewall/windows-firewall.ts';

const PORTS = ['80', '8000-8100'];

describe('ufw', () => {
  const CONF = '# /etc/ufw/ufw.conf\n# ENABLED=no\nENABLED=yes\n\nLOGLEVEL=low\n';
  const DEFAULTS = 'IPV6=yes\nDEFAULT_INPUT_POLICY="DROP"\nDEFAULT_OUTPUT_POLICY="ACCEPT"\n';

  test('is in charge where it is enabled and drops', () => {
    expect(ufwOf(CONF, DEFAULTS)?.opening('tcp', PORTS)).toBe('sudo ufw allow 80,8000:8100/tcp');
    expect(ufwOf(CONF, '')?.opening('udp', ['53'])).toBe('sudo ufw allow 53/udp');
  });

  test('is not where it is off, absent, or lets everybody in', () => {
    expect(ufwOf(CONF.replace('=yes', '=no'), DEFAULTS)).toBeUndefined();
    expect(ufwOf('', '')).toBeUndefined();
    expect(ufwOf(CONF, DEFAULTS.replace('DROP', 'ACCEPT'))).toBeUndefined();
  });
});

describe('firewalld', () => {
  test('is in charge where it runs', () => {
    expect(firewalldOf('812\n', '')?.opening('tcp', PORTS)).toBe(
      'sudo firewall-cmd --permanent --add-port=80/tcp --add-port=8000-8100/tcp && sudo firewall-cmd --reload',
    );
  });

  test('is not where it does not run, or trusts everybody', () => {
    expect(firewalldOf('', 'DefaultZone=public\n')).toBeUndefined();
    expect(firewalldOf('812\n', '# comment\nDefaultZone=trusted\n')).toBeUndefined();
  });
});

describe('Windows Firewall', () => {
  const query = (values: readonly number[]): string =>
    values
      .map(
        (value, at) =>
          `\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\FirewallPolicy\\Profile${at}\r\n    EnableFirewall    REG_DWORD    0x${value}\r\n`,
      )
      .join('');

  test('is in charge where it is on in a profile', () => {
    expect(windowsFirewallOf(query([0, 1, 0]))?.opening('tcp', PORTS)).toBe(
      'netsh advfirewall firewall add rule name="netsh-shell" dir=in action=allow protocol=tcp localport=80,8000-8100',
    );
  });

  test('is not where it is off everywhere, or not told', () => {
    expect(windowsFirewallOf(query([0, 0, 0]))).toBeUndefined();
    expect(windowsFirewallOf('ERROR: Access is denied.')).toBeUndefined();
  });
});

describe('nftables', () => {
  const DROPPING = `#!/usr/sbin/nft -f
flush ruleset
table ip6 other { chain input { type filter hook input priority 0; policy drop; } }
table inet filter {
  set good { type ipv4_addr; elements = { 10.0.0.1 } }
  # chain input { type filter hook input priority 0; policy accept; }
  chain forward { type filter hook forward priority 0; policy drop; }
  chain incoming {
    type filter hook input priority filter; policy drop;
    ct state { established, related } accept
  }
}
`;

  test('is in charge where a chain of arriving packets drops by default', () => {
    const found = nftablesOf(DROPPING);
    expect(found?.opening('tcp', ['80'])).toBe(
      'sudo nft insert rule inet filter incoming tcp dport 80 accept',
    );
    expect(found?.opening('tcp', PORTS)).toBe(
      "sudo nft insert rule inet filter incoming tcp dport '{' 80, 8000-8100 '}' accept",
    );
    expect(
      nftablesOf('table x { chain y { type filter hook input priority 0; policy drop; } }')?.opening('udp', [
        '53',
      ]),
    ).toBe('sudo nft insert rule ip x y udp dport 53 accept');
  });

  test('is not where nothing drops arriving packets, or names could steer a shell', () => {
    expect(nftablesOf(DROPPING.replace('policy drop;\n', 'policy accept;\n'))).toBeUndefined();
    expect(nftablesOf('')).toBeUndefined();
    expect(
      nftablesOf('table inet "a;b" { chain c { type filter hook input priority 0; policy drop; } }'),
    ).toBeUndefined();
  });

  test('a long ruleset is read at once', () => {
    const long = `table ip t { ${'chain c { } '.repeat(50_000)} `;
    const start = performance.now();
    expect(nftablesOf(long)).toBeUndefined();
    expect(nftablesOf('table ip t {'.repeat(50_000))).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
