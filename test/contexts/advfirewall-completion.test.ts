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
    entryFrom({
      family: 'v4tov6',
      listenPort: '8081',
      connectAddress: 'fd00::6,[fd00::7]:8082',
      connectPort: '81',
    }),
  ],
  rulebook: { ...INITIAL_RULEBOOK, rules: [WEB] },
};

function offered(line: string): string[] {
  return complete(line, line.length, [root], FACTS).candidates.map(({ value }) => value);
}

test.each([
  ['advfirewall firewall delete rule name=', ['My web', 'all']],
  ['advfirewall firewall add rule x localport=', ['8080', 'any']],
  ['advfirewall firewall add rule x dir=in remoteip=', ['10.0.0.0/8', 'localsubnet']],
  ['advfirewall firewall add rule x dir=out remoteip=', ['10.0.0.5', 'fd00::6', 'fd00::7', '10.0.0.0/8']],
  ['advfirewall firewall add rule x dir=out remoteport=', ['80', '81', '8082']],
  ['advfirewall firewall add rule x profile=', ['domain', 'public']],
  ['advfirewall firewall set rule web ', ['new']],
  ['advfirewall firewall set rule web new enable=', ['yes', 'no']],
  ['advfirewall set allprofiles state ', ['on', 'off']],
  ['advfirewall set allprofiles firewallpolicy ', ['blockinbound,allowoutbound']],
])('%s', (line, expected) => {
  expect(offered(line)).toEqual(expect.arrayContaining(expected));
});
