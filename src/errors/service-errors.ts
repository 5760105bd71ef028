import type { ErrorRow } from './row.ts';

/** Errors of the relay service, of the table on disk and of changes. */
export const SERVICE_ERRORS = {
  elevation: {
    at: ['command', 'service', 'start', 'store', 'change', 'commit'],
    says: { command: 'The requested operation requires elevation (Run as administrator).' },
    netsh: ['command'],
  },
  storage: {
    at: ['command', 'service', 'start', 'store', 'change', 'commit'],
    says: {
      file: '{what}: {reason}.',
      written: '{what} cannot be written: {reason}.',
      unknown: 'The service failed: {error}.',
    },
  },
  newer: {
    at: ['store'],
    says: { file: '{what} cannot be used: {reason}.' },
  },
  limit: {
    at: ['command', 'change', 'commit'],
  },
  invalid: {
    at: ['command', 'change', 'commit'],
  },
  changed: {
    at: ['command', 'change', 'commit'],
  },
  listen: {
    at: ['commit'],
  },
  unreachable: {
    at: ['command', 'service', 'change', 'commit'],
  },
  version: {
    at: ['command', 'service', 'start'],
  },
  start: {
    at: ['command', 'service', 'start'],
  },
  busy: {
    at: ['command', 'service', 'start'],
  },
  protocol: {
    at: ['command', 'service'],
    says: { unknown: '{message}' },
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;
