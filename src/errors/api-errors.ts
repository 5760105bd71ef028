/** One row of the errors of the control API. */
interface ApiErrorRow {
  /** Status of the HTTP answer. */
  readonly status: number;
  readonly says?: Readonly<Record<string, string>>;
  /** When a request is answered with it. */
  readonly when: string;
}

/** Errors of the control API; a code that commands have too means this of a request. */
export const API_ERRORS = {
  invalid: { status: 400, when: 'The body or the path is not understood.' },
  missing: {
    status: 404,
    when: 'The path does not exist.',
  },
  version: {
    status: 404,
    when: 'The path is one of another version of the API.',
  },
  method: {
    status: 405,
    when: 'The path takes the other method.',
  },
  held: { status: 409, when: 'The relay runs inside a shell and ends with it.' },
  'too-large': {
    status: 413,
    says: {
      bytes: 'A request has at most {limit} bytes.',
      changes: 'A request has at most {limit} changes.',
    },
    when: 'The request has more changes or bytes than are taken.',
  },
  busy: {
    status: 503,
    says: { feeds: 'The service has {limit} feeds, and takes no more. End one.' },
    when: 'The service has as many feeds as it takes.',
  },
  fault: { status: 500, says: { unknown: 'The service failed: {error}' }, when: 'A fault of the service.' },
  stopping: { status: 503, when: 'The service is ending.' },
} as const satisfies Readonly<Record<string, ApiErrorRow>>;

/** The code of a failed request. */
export type ApiErrorCode = keyof typeof API_ERRORS;
