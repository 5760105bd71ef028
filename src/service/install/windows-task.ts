import { join } from 'node:path';
import type { Installation, Program, Scope } from './plan.ts';
import { PLACE, stamped } from './stamp.ts';
import { xmlText } from './xml.ts';

const TASK = 'netsh-shell relay';

/**
 * Returns the installation as a scheduled task of Windows, whose service manager takes only native programs. `system`: at the
 * start of the machine, by this user without a login (S4U); `user`: when this user logs in.
 */
export function windowsTask(
  program: Program,
  { scope, home, user }: { readonly scope: Scope; readonly home: string; readonly user: string },
): Installation {
  const path = join(home, 'relay-task.xml');
  return {
    by: `scheduled task ${TASK}`,
    files: [{ path, text: stamped(text(program, scope, user), (line) => `<!-- ${line} -->`) }],
    commands: [
      { words: ['schtasks', '/create', '/f', '/tn', TASK, '/xml', path] },
      { words: ['schtasks', '/run', '/tn', TASK] },
    ],
    removal: { before: [{ words: ['schtasks', '/delete', '/f', '/tn', TASK], mayFail: true }], after: [] },
    data: [],
    remarks: [],
  };
}

/** The task in the scheduler's schema 1.2; it needs no NETSH_HOME, as it runs as the user whose table it is. */
function text({ node, launcher }: Program, scope: Scope, user: string): string {
  const [trigger, logon] = scope === 'system' ? ['BootTrigger', 'S4U'] : ['LogonTrigger', 'InteractiveToken'];
  const who = scope === 'system' ? '' : `<UserId>${xmlText(user)}</UserId>`;
  return `<?xml version="1.0"?>
${PLACE}
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers><${trigger}><Enabled>true</Enabled>${who}</${trigger}></Triggers>
  <Principals>
    <Principal id="Author"><UserId>${xmlText(user)}</UserId><LogonType>${logon}</LogonType></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>255</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xmlText(node)}</Command>
      <Arguments>${xmlText(`--disable-sigusr1 "${launcher}" relay run`)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}
