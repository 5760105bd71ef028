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
    made: 'In a commit it names the entry that is not there to be deleted.',
    detail: 'The names of the interfaces, where one is not found.',
    help: 'Use a name that `show all`, `show alias`, `show connections`, `show helper` or `show interfaces` lists.',
  },
  skipped: {
    at: ['command'],
    says: { change: 'Not carried out, because a line before it failed.' },
    help: 'Mend the line before it. A script with `--stop-on-error` shows only the line that failed.',
  },
  conflict: {
    at: ['command'],
    says: {
      commit: 'Nothing was committed; the table is as it was, and the changes stay staged.',
      more: 'There are {count} more.',
    },
    made: 'Each reason follows on a line of its own.',
    help: 'Mend the reasons and `commit` again, or `abort` and make the changes anew.',
  },
  staged: {
    at: ['command'],
    says: { machine: 'Changes of this machine are staged; commit or abort them before another one is set.' },
    help: '`commit` or `abort`.',
  },
  discarded: {
    at: ['command'],
    says: { script: '{script}: {changes} discarded: the script ended offline, without commit.' },
    help: 'End the part of the script that works offline with `commit` or `abort`.',
  },
  script: {
    at: ['command'],
    says: {
      deep: 'The script {path} was not run: scripts call each other more than {limit} deep.',
      unreadable: 'The script {path} cannot be read: {reason}.',
    },
    help: 'Check the path and its permissions; a script that runs itself never ends.',
  },
  text: {
    at: ['command'],
    made: 'Says why a line of a script is not text.',
    help: 'Save the script as UTF-8 or UTF-16.',
  },
  import: {
    at: ['command'],
    made: 'Says that the file cannot be read, holds lines that are not acceptable, or more entries than fit.',
    detail: 'How to import it nevertheless.',
    help: 'Mend the lines that are named, name the format by `format=`, or import the rest by `partial=yes`.',
  },
  export: {
    at: ['command'],
    made: 'Says that there is no such format.',
    help: 'Use a format that the help of `export` lists.',
  },
  exists: {
    at: ['command'],
    says: { file: '{file} exists already.' },
    detail: 'That `force=yes` overwrites it.',
    help: 'Name another file, or add `force=yes`.',
  },
  'not-told': {
    at: ['command'],
    says: { elsewhere: 'The network of {machine} cannot be told from here.' },
    made: 'Otherwise it says what this system does not tell.',
    detail: 'Where to ask instead.',
    help: 'Run the command on the machine itself.',
  },
  watch: {
    at: ['command'],
    says: { command: '--watch goes with {names} and {last}.' },
    help: 'Leave `--watch` out.',
  },
  terminal: {
    at: ['command'],
    says: {
      monitor: 'The monitor needs a terminal; show status, show connections and show statistics do not.',
      panel: 'The panel needs the interactive shell in a terminal; show all --watch does not.',
      bridge: 'A netsh on another machine runs this by ssh (netsh -r); it is of no use at a terminal.',
    },
    help: 'Use the commands that the sentence names.',
  },
  machine: {
    at: ['command'],
    says: { unset: 'The machine cannot be set here.' },
    help: 'Name the machine by `netsh -r`.',
  },
  foreground: {
    at: ['command'],
    says: {
      elsewhere: 'This runs on the machine where it is typed; type it there.',
      session: 'This runs in the foreground, by a command line of its own.',
    },
    help: 'Run it as one command of the command line (`netsh relay run`), on the machine itself.',
  },
  interrupted: {
    at: ['command'],
    says: { command: 'Interrupted; what had begun may still be carried out.' },
    help: 'Show the table to see what was done.',
  },
  helper: {
    at: ['command'],
    says: { failed: 'The helper {helper} failed: {reason}' },
    made: 'A failure that the command of a helper answers has the code and the sentences of the helper.',
    help: 'Mend the module, or delete the helper (`delete helper`).',
  },
  internal: {
    at: ['command'],
    says: { unknown: 'The command failed: {message}' },
    help: 'This is a fault of netsh: report it, with the line and this sentence.',
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
