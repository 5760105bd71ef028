import { programName } from './program.ts';
import type { ErrorRow } from './row.ts';

const PROGRAM = programName();

/** Errors of commands and scripts. */
export const COMMAND_ERRORS = {
  absent: {
    at: ['command', 'commit'],
    says: {
      entry: 'The system cannot find the file specified.',
      alias: 'The following alias was not found: {name}.',
      connection: 'Connection {id} was not found.',
      group: 'No entry is in the group {group}.',
      helper: 'The helper {name} was not found.',
      rule: '\nNo rules match the specified criteria.\n',
      interface: 'The filename, directory name, or volume label syntax is incorrect.',
      registered: 'An interface with this name is not registered with the router.',
    },
    netsh: ['entry', 'alias', 'rule', 'interface', 'registered'],
  },
  skipped: {
    at: ['command'],
    says: { change: 'Skipped: a line before it failed.' },
  },
  conflict: {
    at: ['command'],
    says: {
      commit: 'Nothing was committed; the table is as it was, and the changes stay staged.',
      undo: 'Nothing was undone; the table is as it was.',
      more: 'There are {count} more.',
    },
  },
  staged: {
    at: ['command'],
    says: {
      machine: 'Changes to this machine are staged. Commit or abort them before you go to another one.',
    },
  },
  discarded: {
    at: ['command'],
    says: { script: '{script}: {changes} discarded: the script ended offline, without commit.' },
  },
  script: {
    at: ['command'],
    says: {
      cycle: 'The script {path} was not run: it is already running ({chain}).',
      deep: 'The script {path} was not run: scripts may run others up to {limit} deep.',
      many: 'The script {path} was not run: one script may run others {limit} times at most.',
      unreadable: 'The script {path} cannot be read: {reason}.',
    },
  },
  text: {
    at: ['command'],
  },
  import: {
    at: ['command'],
  },
  export: {
    at: ['command'],
  },
  exists: {
    at: ['command'],
    says: { file: '{file} exists already.' },
  },
  'not-told': {
    at: ['command'],
    says: { elsewhere: 'Network settings of {machine} cannot be read from here.' },
  },
  watch: {
    at: ['command'],
    says: { command: 'You can use --watch only with {names} and {last}.' },
  },
  terminal: {
    at: ['command'],
    says: {
      monitor:
        'The monitor needs a terminal. Without one, use show status --watch, show connections --watch or show statistics --watch.',
      panel: 'The panel needs the shell in a terminal. Without one, use show all --watch.',
      bridge: `Another machine runs this through ssh (${PROGRAM} -r); it does nothing at a terminal.`,
    },
  },
  lesson: {
    at: ['command'],
    says: {
      unknown: '{lesson} is not a lesson. learn lists them.',
      none: 'No lesson is under way. learn lists them.',
      all: 'All lessons are done. learn NUMBER begins one again.',
      terminal: `A lesson needs the shell in a terminal. Run: ${PROGRAM} learn {lesson}`,
      sandbox: 'The lesson cannot begin: {reason}',
    },
  },
  machine: {
    at: ['command'],
    says: { unset: 'You cannot change the machine here.' },
  },
  foreground: {
    at: ['command'],
    says: {
      elsewhere: 'This runs only on the machine where you type it.',
      session: `This takes the whole process. Run it as one command, such as: ${PROGRAM} relay run`,
    },
  },
  interrupted: {
    at: ['command'],
    says: { command: 'Interrupted. What had begun may still take effect.' },
  },
  helper: {
    at: ['command'],
    says: { failed: 'The helper {helper} failed: {reason}' },
  },
  internal: {
    at: ['command'],
    says: { unknown: 'The command failed: {message}' },
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
