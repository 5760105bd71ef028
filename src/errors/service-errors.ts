import type { ErrorRow } from './row.ts';

/** Errors of the relay service, of the table on disk and of changes. */
export const SERVICE_ERRORS = {
  elevation: {
    at: ['command', 'service', 'start', 'store', 'change', 'commit'],
    says: { command: 'The requested operation requires elevation (Run as administrator).' },
    detail: 'The file, folder or socket that is not open to this user, and how to get the right.',
    help: 'Run netsh as the user of the home directory or with `sudo`, or let `NETSH_HOME` name a folder of yours.',
  },
  storage: {
    at: ['command', 'service', 'start', 'store', 'change', 'commit'],
    says: {
      file: '{what}: {reason}.',
      written: '{what} cannot be written: {reason}.',
      unknown: 'The service failed: {error}.',
    },
    help: 'Make room on the disk or mend the path that is named; the table stays as it was.',
  },
  newer: {
    at: ['store'],
    says: { table: 'The table {path} cannot be used: {reason}.' },
    help: 'Use the netsh that wrote the table, or a newer one. Commands tell this with the code `version`.',
  },
  limit: {
    at: ['command', 'change', 'commit'],
    made: 'Says that the table is full, or that more changes are staged than fit.',
    help: 'Delete entries that are not needed, or use port ranges; commit what is staged.',
  },
  invalid: {
    at: ['command', 'change', 'commit'],
    made: 'Says which value of the change is not acceptable, and why.',
    help: 'Give a value of the kind that the sentence names.',
  },
  changed: {
    at: ['commit'],
    made: 'Names the entry that somebody else has added, changed or deleted meanwhile.',
    help: 'Look at the table, `abort`, and make the changes anew.',
  },
  listen: {
    at: ['commit'],
    made: 'Names the entry, and says why the system does not let it listen.',
    help: 'Free the port, or choose another port or address to listen on.',
  },
  unreachable: {
    at: ['command', 'service'],
    made: 'Says that the relay service ends at each try, or what ended the connection to another machine.',
    help: 'Read the log of the service, or try `ssh` to the machine by hand.',
  },
  version: {
    at: ['command', 'service', 'start'],
    made: 'Names two versions that do not go together: of this netsh, and of the service, the other machine or the table.',
    help: 'Bring both to the same version; `relay stop` by the older netsh ends its service.',
  },
  start: {
    at: ['command', 'service', 'start'],
    made: 'Says why the relay service was not started, with the end of its log.',
    help: 'Mend what the log names; `netsh relay run` shows the same in the foreground.',
  },
  busy: {
    at: ['command', 'service', 'start'],
    made: 'Says that a relay service already runs for this home directory, is about to end, or does not answer in time.',
    help: 'Use the service that runs, or wait until its last connections have finished.',
  },
  protocol: {
    at: ['command', 'service'],
    says: { unknown: '{message}' },
    made: 'Says that the answer at the control socket or behind ssh is not understood.',
    help: 'Find out what listens there, or what the login script of the other machine prints.',
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
