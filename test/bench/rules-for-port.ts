import { ruleFrom } from '../../src/firewall/make-rule.ts';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import type { Rulebook } from '../../src/firewall/rule.ts';

/** So many rules about a port, half of which block; the last of them lets clients of this machine in. */
export function rulesFor(port: number, count: number): Rulebook {
  const about = { direction: 'in', protocol: 'tcp', localPort: String(port) } as const;
  const rules = Array.from({ length: count - 1 }, (_, index) =>
    ruleFrom({
      ...about,
      name: `rule ${index}`,
      action: index % 2 === 0 ? 'block' : 'allow',
      remoteIp:
        index % 3 === 0 ? `10.${index >> 8}.${index & 255}.0/24` : `11.0.${index >> 8}.${index & 255}`,
    }),
  );
  const own = ruleFrom({ ...about, name: 'own', action: 'allow', remoteIp: '127.0.0.0/8' });
  return { ...INITIAL_RULEBOOK, rules: [...rules, own] };
}
