import type { ErrorRow } from './row.ts';

/** Errors of commands and scripts. */
export const COMMAND_ERRORS = {
  absent: {
    at: ['command', 'commit'],
    says: {
      entry: 'The system cannot find the file specified.',
      alias: 'The following alias was not found: {name}.',
      connection: 'There is no connection {id}.',
      helper: 'There is no helper {name}.',
      interface: 'The filename, directory name, or volume label syntax is incorrect.',
      registered: 'An interface with this name is not registered with the router.',
    },
  },
  skipped: {
    at: ['command'],
    says: { change: 'Not carried out, because a line before it failed.' },
  },
  conflict: {
    at: ['command'],
    says: {
      commit: 'Nothing was committed; the table is as it was, and the changes stay staged.',
      more: 'There are {count} more.',
    },
  },
  staged: {
    at: ['command'],
    says: { machine: 'Changes of this machine are staged; commit or abort them before another one is set.' },
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
    says: { elsewhere: 'The network of {machine} cannot be told from here.' },
  },
  watch: {
    at: ['command'],
    says: { command: '--watch goes with {names} and {last}.' },
  },
  terminal: {
    at: ['command'],
    says: {
      monitor:
        'The monitor needs a terminal to draw on. Use show status --watch, show connections --watch or show statistics --watch.',
      panel: 'The panel needs the interactive shell in a terminal. Use show all --watch.',
      bridge: 'A netsh on another machine runs this by ssh (netsh -r); it is of no use at a terminal.',
    },
  },
  machine: {
    at: ['command'],
    says: { unset: 'The machine cannot be set here.' },
  },
  foreground: {
    at: ['command'],
    says: {
      elsewhere: 'This runs on the machine where it is typed; type it there.',
      session: 'This runs in the foreground, by a command line of its own.',
    },
  },
  interrupted: {
    at: ['command'],
    says: { command: 'Interrupted; what had begun may still be carried out.' },
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
