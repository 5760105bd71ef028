import { join } from 'node:path';
import { SYSTEM_HOME, SYSTEM_RUN } from '../../store/system-home.ts';
import { ASKED_TO_STOP } from '../contract/stop-code.ts';
import type { Installation, Program } from './plan.ts';
import { PLACE, stamped } from './stamp.ts';

/** The name of the unit. */
export const UNIT = 'netsh.service';
/** Where units of administrators stand (systemd.unit(5)). */
export const SYSTEM_UNIT = `/etc/systemd/system/${UNIT}`;
const SYSTEM_USERS = '/etc/sysusers.d/netsh.conf';
/** The user of the system's relay, and the group of those who may use it unless another one is named. */
export const SYSTEM_USER = 'netsh';
/** The log folder that the unit makes; elsewhere the service may not write. */
const LOGS = '/var/log/netsh';

/** Returns the file of a user's unit; `config` is the user's configuration folder. */
export function userUnit(config: string): string {
  return join(config, 'systemd', 'user', UNIT);
}

/** Returns the installation of the system's relay; members of the group `admins` may use it. */
export function systemdSystem(program: Program, admins: string): Installation {
  return {
    by: `systemd unit ${UNIT}`,
    files: [
      { path: SYSTEM_USERS, text: stamped(usersText(), comment) },
      { path: SYSTEM_UNIT, text: stamped(systemUnitText(program, admins), comment) },
    ],
    commands: [
      { words: ['systemd-sysusers', SYSTEM_USERS] },
      { words: ['systemctl', 'daemon-reload'] },
      { words: ['systemctl', 'enable', UNIT] },
      { words: ['systemctl', 'start', UNIT] },
    ],
    removal: {
      before: [{ words: ['systemctl', 'disable', '--now', UNIT], mayFail: true }],
      after: [
        { words: ['systemctl', 'daemon-reload'] },
        { words: ['systemctl', 'reset-failed', UNIT], mayFail: true },
      ],
    },
    data: [SYSTEM_HOME, LOGS],
    remarks: [
      `Its table is in ${SYSTEM_HOME}. Root and members of the group ${admins} use it from now on; --user takes your own table.`,
      `A member is added by: usermod -aG ${admins} NAME. Logs of connections belong in ${LOGS}.`,
    ],
  };
}

/** Returns the commands that remove the user of the system's relay, once nothing belongs to it. */
export const REMOVE_USER: Installation['removal']['after'] = [
  { words: ['userdel', SYSTEM_USER], mayFail: true },
  { words: ['groupdel', SYSTEM_USER], mayFail: true },
];

/** Returns the installation of a user's relay, whose table is in `home`; `config` is the user's configuration folder. */
export function systemdUser(program: Program, home: string, config: string, user: string): Installation {
  return {
    by: `systemd user unit ${UNIT}`,
    files: [{ path: userUnit(config), text: stamped(userUnitText(program, home), comment) }],
    commands: [
      { words: ['systemctl', '--user', 'daemon-reload'] },
      { words: ['systemctl', '--user', 'enable', UNIT] },
      { words: ['systemctl', '--user', 'start', UNIT] },
    ],
    removal: {
      before: [{ words: ['systemctl', '--user', 'disable', '--now', UNIT], mayFail: true }],
      after: [
        { words: ['systemctl', '--user', 'daemon-reload'] },
        { words: ['systemctl', '--user', 'reset-failed', UNIT], mayFail: true },
      ],
    },
    data: [],
    remarks: [
      `It starts when you log in, and ends when you log out. To start it at boot, once: loginctl enable-linger ${user}`,
    ],
  };
}

function comment(line: string): string {
  return `# ${line}`;
}

/** A line of sysusers.d(5): a user without a password or a shell, with a group of the same name. */
function usersText(): string {
  return `${PLACE}\nu ${SYSTEM_USER} - "netsh relay" ${SYSTEM_HOME}\n`;
}

function systemUnitText(program: Program, admins: string): string {
  return `${PLACE}
# To change something: systemctl edit ${UNIT}
[Unit]
Description=netsh relay of the system
After=network.target
StartLimitIntervalSec=0

[Service]
${commonText(program, SYSTEM_HOME)}
User=${SYSTEM_USER}
Group=${admins}
StateDirectory=netsh
StateDirectoryMode=0750
LogsDirectory=netsh
LogsDirectoryMode=0750
RuntimeDirectory=${SYSTEM_RUN.slice('/run/'.length)}
RuntimeDirectoryMode=0750
RuntimeDirectoryPreserve=restart
UMask=0077
OOMScoreAdjust=-500

AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
DevicePolicy=closed
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=${isInHome(program) ? 'read-only' : 'yes'}
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
SystemCallFilter=~@privileged

[Install]
WantedBy=multi-user.target
`;
}

function userUnitText(program: Program, home: string): string {
  return `${PLACE}
# To change something: systemctl --user edit ${UNIT}
[Unit]
Description=netsh relay
StartLimitIntervalSec=0

[Service]
${commonText(program, home)}
LockPersonality=yes
NoNewPrivileges=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native

[Install]
WantedBy=default.target
`;
}

/**
 * How systemd is told; a program that cannot tell anything counts as ready when it runs. All processes of the unit may tell:
 * a successor keeps its listeners before it is the main one.
 */
const TOLD = `Type=notify
NotifyAccess=all
WatchdogSec=30s
FileDescriptorStoreMax=8`;

/** The part of the service section that both have. All listeners are kept in one pair of sockets: see `kept-listeners.ts`. */
function commonText({ node, launcher, tells }: Program, home: string): string {
  const command = [node, '--disable-sigusr1', launcher].map(commandWord).join(' ');
  const told = tells ? TOLD : 'Type=exec';
  return `${told}
Environment=${unitWord(`NETSH_HOME=${home}`)}
ExecStart=${command} relay run
ExecReload=${command} relay restart
Restart=always
RestartSec=10ms
RestartPreventExitStatus=${ASKED_TO_STOP}
SuccessExitStatus=${ASKED_TO_STOP}
TimeoutStartSec=90s
TimeoutStopSec=30s
LimitNOFILE=524288`;
}

/** Returns a word as a unit takes it in an assignment (systemd.syntax(7), "Quoting"; systemd.unit(5), "Specifiers"). */
export function unitWord(word: string): string {
  const escaped = word
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('%', '%%');
  return /^[\w@%+=:,./-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** Returns a word as a unit's command line takes it, where `$` begins a variable (systemd.service(5), "Command lines"). */
function commandWord(word: string): string {
  return unitWord(word).replaceAll('$', '$$$$');
}

function isInHome({ node, launcher }: Program): boolean {
  return [node, launcher].some((path) => /^\/(home|root|run\/user)\//.test(path));
}
