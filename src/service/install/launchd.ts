import { join } from 'node:path';
import type { Installation, Program, Scope } from './plan.ts';
import { PLACE, stamped } from './stamp.ts';
import { xmlText } from './xml.ts';

const LABEL = 'org.netsh-shell.relay';

/** Returns the file of the relay's property list (launchd.plist(5)): a daemon of the system, or an agent of this user. */
export function propertyList(scope: Scope, userHome: string): string {
  const folder = scope === 'system' ? '/Library/LaunchDaemons' : join(userHome, 'Library', 'LaunchAgents');
  return join(folder, `${LABEL}.plist`);
}

/** Returns the installation for launchd; the table is in `home`. */
export function launchd(
  program: Program,
  { scope, home, userHome, uid }: { scope: Scope; home: string; userHome: string; uid: number },
): Installation {
  const path = propertyList(scope, userHome);
  const domain = scope === 'system' ? 'system' : `gui/${uid}`;
  return {
    by: `launchd ${scope === 'system' ? 'daemon' : 'agent'} ${LABEL}`,
    files: [{ path, text: stamped(text(program, home), (line) => `<!-- ${line} -->`) }],
    commands: [
      { words: ['launchctl', 'bootout', `${domain}/${LABEL}`], mayFail: true },
      { words: ['launchctl', 'bootstrap', domain, path] },
    ],
    removal: {
      before: [{ words: ['launchctl', 'bootout', `${domain}/${LABEL}`], mayFail: true }],
      after: [],
    },
    data: [],
    remarks: scope === 'system' ? [] : ['It starts when you log in, and ends when you log out.'],
  };
}

function text({ node, launcher }: Program, home: string): string {
  const words = [node, '--disable-sigusr1', launcher, 'relay', 'run'];
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
${PLACE}
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words.map((word) => `    <string>${xmlText(word)}</string>`).join('\n')}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
    <key>NETSH_HOME</key>
    <string>${xmlText(home)}</string>
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>SoftResourceLimits</key>
  <dict>
    <key>NumberOfFiles</key>
    <integer>65536</integer>
  </dict>
</dict>
</plist>
`;
}
