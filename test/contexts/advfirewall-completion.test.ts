import { expect, test } from 'vitest';
import { root } from '../../contexts/root.ts';
import { ruleFrom } from '../../src/firewall/make-rule.ts';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import { complete } from '../../src/language/complete.ts';
import { type Facts, NO_FACTS } from '../../src/language/facts.ts';
import { entryFrom } from '../../src/portproxy/entry.ts';

const WEB = ruleFrom({
  name: 'My web',
  direction: 'in',
  action: 'allow',
  protocol: 'tcp',
  localPort: '8080',
  remoteIp: '10.0.0.0/8',
});
const FACTS: Facts = {
  ...NO_FACTS,
  entries: [
    entryFrom({ family: 'v4tov4', listenPort: '8080', connectAddress: '10.0.0.5', connectPort: '80' }),
  ],
  rulebook: { ...INITIAL_RULEBOOK, rules: [WEB] },
};

function offered(line: string): string[] {
  return complete(line, line.length, [root], FACTS).candidates.map(({ insert }) => insert.trim());
}

test.each([
  ['advfirewall firewall delete rule name=', ['name="My web"', 'name=all']],
  ['advfirewall firewall add rule x localport=', ['localport=8080', 'localport=any']],
  ['advfirewall firewall add rule x dir=in remoteip=', ['remoteip=10.0.0.0/8', 'remoteip=localsubnet']],
  ['advfirewall firewall add rule x dir=out remoteip=', ['remoteip=10.0.0.5', 'remoteip=10.0.0.0/8']],
  ['advfirewall firewall add rule x dir=out remoteport=', ['remoteport=80']],
  ['advfirewall firewall add rule x profile=', ['profile=domain', 'profile=public']],
  ['advfirewall firewall set rule web ', ['new']],
  ['advfirewall firewall set rule web new enable=', ['enable=yes', 'enable=no']],
  ['advfirewall set allprofiles state ', ['on', 'off']],
  ['advfirewall set allprofiles firewallpolicy ', ['blockinbound,allowoutbound']],
])('%s', (line, expected) => {
  expect(offered(line)).toEqual(expect.arrayContaining(expected));
});
