import type { ErrorCode } from './errors.ts';

/** Words about an error for docs/errors.md, apart from the table so that no command loads them. */
export interface ErrorNote {
  /** Describes the sentences that are made where it fails. */
  readonly made?: string;
  /** Describes the line after the sentence, where there is one. */
  readonly detail?: string;
  /** Says how to get rid of it. */
  readonly help: string;
}

/** The notes of every error. */
export const ERROR_NOTES: Readonly<Record<ErrorCode, ErrorNote>> = {
  'unknown-command': {
    detail:
      'What does the job on this system, where the command is one of Windows that is not emulated; or the context that has it.',
    help: 'Type `?` to see the commands and contexts that there are here.',
  },
  'unknown-option': {
    detail: 'The options that there are.',
    help: 'Use one of these options; put the word in quotation marks to give it as a value.',
  },
  'too-long': {
    help: 'Split the line.',
  },
  filter: {
    made: 'Says what is wrong behind the `|`.',
    help: 'Type `help filters` to see the filters; put a `|` that belongs to a value in quotation marks.',
  },
  missing: {
    detail: 'The parameters that are missing, and the usage of the command.',
    help: 'Add the parameters that are named.',
  },
  'unknown-tag': {
    detail: 'The usage of the command.',
    help: 'Use one of the tags of the usage.',
  },
  'too-many': {
    detail: 'The usage of the command.',
    help: 'Leave the argument out, or put a value that holds blanks in quotation marks.',
  },
  repeated: {
    detail: 'The usage of the command.',
    help: 'Give each tag once; a value without a tag fills the first tag that is not given.',
  },
  unacceptable: {
    detail: 'Why the value is not accepted.',
    help: 'Give a value of the kind that the detail names.',
  },
  absent: {
    made: 'In a commit it names the entry that is not there to be deleted.',
    detail: 'The names of the interfaces, where one is not found.',
    help: 'Use a name that `show all`, `show alias`, `show connections`, `show helper` or `show interfaces` lists.',
  },
  skipped: {
    help: 'Mend the line before it. A script with `--stop-on-error` shows only the line that failed.',
  },
  conflict: {
    made: 'Each reason follows on a line of its own.',
    help: 'Mend the reasons and `commit` again, or `abort` and make the changes anew.',
  },
  staged: {
    help: '`commit` or `abort`.',
  },
  discarded: {
    help: 'End the part of the script that works offline with `commit` or `abort`.',
  },
  script: {
    help: 'Check the path and its permissions; a script that runs itself never ends.',
  },
  text: {
    made: 'Says why a line of a script is not text.',
    help: 'Save the script as UTF-8 or UTF-16.',
  },
  import: {
    made: 'Says that the file cannot be read, holds lines that are not acceptable, or more entries than fit.',
    detail: 'How to import it anyway.',
    help: 'Mend the lines that are named, name the format by `format=`, or import the rest by `partial=yes`.',
  },
  export: {
    made: 'Says that the format does not exist.',
    help: 'Use a format that the help of `export` lists.',
  },
  exists: {
    detail: 'That `force=yes` overwrites it.',
    help: 'Name another file, or add `force=yes`.',
  },
  'not-told': {
    made: 'Otherwise it says what this system does not tell.',
    detail: 'Where to ask instead.',
    help: 'Run the command on the machine itself.',
  },
  watch: {
    help: 'Leave `--watch` out.',
  },
  terminal: {
    help: 'Use the commands that the sentence names.',
  },
  lesson: {
    help: 'Run `learn` in the shell in a terminal; it lists the lessons.',
  },
  machine: {
    help: 'Name the machine by `netsh -r`.',
  },
  foreground: {
    help: 'Run it as one command of the command line (`netsh relay run`), on the machine itself.',
  },
  interrupted: {
    help: 'Show the table to see what was done.',
  },
  helper: {
    made: 'A failure that the command of a helper answers has the code and the sentences of the helper.',
    help: 'Mend the module, or delete the helper (`delete helper`).',
  },
  internal: {
    help: 'This is a fault of netsh: report it, with the line and this sentence.',
  },
  elevation: {
    detail: 'The file, folder or socket that is not open to this user, and how to get the right.',
    help: 'Run netsh as the owner of the home directory (with `sudo` where that is root), or let `NETSH_HOME` name a folder of yours.',
  },
  storage: {
    help: 'Make room on the disk or mend the path that is named; the table stays as it was.',
  },
  newer: {
    help: 'Use the netsh that wrote the table, or a newer one. Commands tell this with the code `version`.',
  },
  limit: {
    made: 'Says that the table is full, or that more changes are staged than fit.',
    help: 'Delete entries that are not needed, or use port ranges; commit what is staged.',
  },
  invalid: {
    made: 'Says which value of the change is not acceptable, and why.',
    help: 'Give a value of the kind that the sentence names.',
  },
  changed: {
    made: 'Names the entry that somebody else has added, changed or deleted meanwhile.',
    help: 'Look at the table, `abort`, and make the changes anew.',
  },
  listen: {
    made: 'Names the entry, and says why the system does not let it listen.',
    help: 'Free the port, or choose another port or address to listen on.',
  },
  unreachable: {
    made: 'Says that the relay service ends at each try, or what ended the connection to another machine.',
    help: 'Read the log of the service, or try `ssh` to the machine by hand.',
  },
  version: {
    made: 'Names two versions that do not go together: of this netsh, and of the service, the other machine or the table.',
    help: 'Bring both to the same version; `relay stop` by the older netsh ends its service.',
  },
  start: {
    made: 'Says why the relay service was not started, with the end of its log.',
    help: 'Mend what the log names; `netsh relay run` shows the same in the foreground.',
  },
  busy: {
    made: 'Says that a relay service already runs for this home directory, is about to end, or does not answer in time.',
    help: 'Use the service that runs, or wait until its last connections have finished.',
  },
  protocol: {
    made: 'Says that the answer at the control socket or behind ssh is not understood.',
    help: 'Find out what listens there, or what the login script of the other machine prints.',
  },
};
