import { isRecord } from '../../portproxy/is-record.ts';
import type { HomePaths } from '../../store/home.ts';
import { API_HEADER, API_VERSION, PROCESS_HEADER, PROGRAM_HEADER } from '../contract/api.ts';
import { timeoutOf } from '../contract/call.ts';
import { type Args, type CallName, type Value, callOf } from '../contract/calls.ts';
import { controlAddress } from '../contract/control-address.ts';
import { storeServiceError } from '../contract/refusal.ts';
import { ServiceError } from '../contract/service-error.ts';
import type { HttpAnswer } from './http-answer.ts';
import { HttpClient } from './http-client.ts';
import type { HttpRequest, NoAnswer } from './http-connection.ts';

/** How often what changes nothing is asked again where a connection ends without an answer. */
const TRIES = 3;

/** Sends the calls of the control API to the service of a home directory. */
export class ControlClient {
  readonly #paths: HomePaths;
  #http: HttpClient | undefined;

  constructor(paths: HomePaths) {
    this.#paths = paths;
  }

  /**
   * Sends a call; resolves with its value, `absent` where no service runs, or `lost` where the service ended without an
   * answer to a call that may be done. Rejects with a `ServiceError`.
   */
  async call<Name extends CallName>(
    name: Name,
    args: Args<Name>,
  ): Promise<{ readonly value: Value<Name> } | NoAnswer> {
    const call = callOf(name);
    const { method, member } = call;
    const request: HttpRequest =
      method === 'GET'
        ? { method, path: call.path + queryOf(args), timeoutMs: timeoutOf(call, args) }
        : { method, path: call.path, body: args, timeoutMs: timeoutOf(call, args) };
    const document = await this.#ask(request);
    if (typeof document === 'string') return document;
    const { answer } = document;
    const value = call.value(member === undefined ? answer : memberOf(answer, member));
    if (value === undefined) throw notUnderstood();
    return { value };
  }

  close(): void {
    this.#http?.close();
    this.#http = undefined;
  }

  async #ask(request: HttpRequest, tries = 0): Promise<{ readonly answer: unknown } | NoAnswer> {
    let answer = await this.#send(request);
    if (request.method === 'GET') {
      // One that leaves may take a connection and never answer on it; then its socket is gone, too.
      for (let again = 0; answer === 'lost' && again < TRIES; again += 1) answer = await this.#send(request);
      if (answer === 'lost') throw refusing();
    }
    if (typeof answer === 'string') return answer;
    if (answer.status === 200) return { answer: parseBody(answer) };
    this.#failed(answer);
    // It was not done: another process may serve by now.
    return tries < TRIES ? this.#ask(request, tries + 1) : 'absent';
  }

  async #send(request: HttpRequest): Promise<HttpAnswer | NoAnswer> {
    return await (this.#current()?.request(request) ?? 'absent');
  }

  /** Returns where the service does not serve any more; throws a `ServiceError` else. */
  #failed(answer: HttpAnswer): void {
    const error = parseBody(answer);
    const { code, message } = isRecord(error) && isRecord(error['error']) ? error['error'] : {};
    if (code === 'stopping') {
      this.close();
      return;
    }
    if (code === 'version') throw otherVersion(answer);
    if (code === 'held') throw new ServiceError('busy', String(message));
    throw new ServiceError('protocol', `The relay service refuses the request: ${String(message)}`);
  }

  /** A service that was started meanwhile may be elsewhere. */
  #current(): HttpClient | undefined {
    const address = addressOf(this.#paths);
    if (this.#http?.address !== address) {
      this.close();
      if (address !== undefined) this.#http = new HttpClient(address);
    }
    return this.#http;
  }
}

function addressOf(paths: HomePaths): string | undefined {
  try {
    return controlAddress(paths);
  } catch (error) {
    throw storeServiceError(error);
  }
}

/** The arguments of a reading call as a query: those that are true are 1, and those that are not are left out. */
function queryOf(args: unknown): string {
  const query = Object.entries(args ?? {}).flatMap(([name, value]) =>
    value === undefined || value === false
      ? []
      : [`${name}=${value === true ? 1 : encodeURIComponent(value)}`],
  );
  return query.length === 0 ? '' : `?${query.join('&')}`;
}

function memberOf(value: unknown, member: string): unknown {
  return isRecord(value) ? value[member] : undefined;
}

function parseBody({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new ServiceError('protocol', 'The answer of the relay service is not JSON.', error);
  }
}

function refusing(): ServiceError {
  return new ServiceError('busy', refusingText());
}

/**
 * Says that a service answers nobody. Windows lets the same user without elevation connect to the pipe of an elevated
 * process, but not write to it.
 */
export function refusingText(platform: NodeJS.Platform = process.platform): string {
  const text = 'The relay service runs, but ends each connection without an answer.';
  return platform === 'win32'
    ? `${text} Where it was started by "Run as administrator", it answers such terminals only.`
    : text;
}

function notUnderstood(): ServiceError {
  return new ServiceError('protocol', 'This netsh does not understand the answer of the relay service.');
}

function otherVersion({ headers }: HttpAnswer): ServiceError {
  const program = headers.get(PROGRAM_HEADER) ?? 'unknown';
  const api = headers.get(API_HEADER) ?? 'unknown';
  const pid = /^\d{1,10}$/.exec(headers.get(PROCESS_HEADER) ?? '')?.[0];
  return new ServiceError(
    'version',
    `The relay that runs is netsh ${program}, which speaks version ${api} of the control API; this netsh speaks version ` +
      `${API_VERSION}. ${howToEnd(pid)} The next command then starts the relay of this netsh.`,
  );
}

function howToEnd(pid: string | undefined): string {
  if (pid === undefined) return 'End its process.';
  return process.platform === 'win32'
    ? `End it (process ${pid}): taskkill /pid ${pid} /f.`
    : `End it (process ${pid}): kill ${pid}.`;
}
