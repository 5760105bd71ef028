import type { HomePaths } from '../../store/home.ts';
import { API_HEADER, API_VERSION, PROGRAM_HEADER } from '../contract/api.ts';
import { ServiceError } from '../contract/service-error.ts';
import { controlAddress } from '../contract/control-address.ts';
import type { HttpAnswer } from './http-answer.ts';
import { HttpClient } from './http-client.ts';
import type { HttpRequest, NoAnswer } from './http-connection.ts';
import { isRecord } from '../../portproxy/entry-json.ts';
import { storeServiceError } from '../contract/refusal.ts';

const GET_TIMEOUT_MS = 30_000;

/** Asks the service of a home directory; what it answers is taken at its word once its version is the same. */
export class ControlClient {
  readonly #paths: HomePaths;
  #http: HttpClient | undefined;

  constructor(paths: HomePaths) {
    this.#paths = paths;
  }

  /** Reads something; undefined while no service runs. Throws a `ServiceError`. */
  async get<T>(path: string): Promise<T | undefined> {
    const request = { method: 'GET', path, timeoutMs: GET_TIMEOUT_MS } as const;
    let answer = await this.#ask<T>(request);
    // A service that is leaving may take a connection and never answer on it.
    if (answer === 'lost') answer = await this.#ask<T>(request);
    return answer === 'absent' || answer === 'lost' ? undefined : answer;
  }

  /** Asks for something to be done; says `absent` where no service runs, `lost` where it may or may not be done. */
  async post<T>(path: string, body: unknown, timeoutMs: number): Promise<T | NoAnswer> {
    return await this.#ask<T>({ method: 'POST', path, body, timeoutMs });
  }

  close(): void {
    this.#http?.close();
    this.#http = undefined;
  }

  async #ask<T>(request: HttpRequest): Promise<T | NoAnswer> {
    const http = this.#current();
    const answer = await (http?.request(request) ?? 'absent');
    if (typeof answer === 'string') return answer;
    // The one cast of the client: a service of the same API version answers in the shapes of the contracts.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    if (answer.status === 200) return parseBody(answer) as T;
    return this.#failed(answer);
  }

  #failed(answer: HttpAnswer): 'absent' {
    const error = parseBody(answer);
    const { code, message } = isRecord(error) && isRecord(error['error']) ? error['error'] : {};
    // It does not serve any more: the next try finds another one, or none.
    if (code === 'stopping') {
      this.close();
      return 'absent';
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

function parseBody({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new ServiceError('protocol', 'The relay service answers what is no JSON.', error);
  }
}

function otherVersion({ headers }: HttpAnswer): ServiceError {
  const program = headers.get(PROGRAM_HEADER) ?? 'unknown';
  const api = headers.get(API_HEADER) ?? 'unknown';
  return new ServiceError(
    'version',
    `The relay service that runs is netsh ${program} and speaks version ${api} of the control API; this netsh speaks ` +
      `version ${API_VERSION}. End it (netsh relay stop, by that netsh), then it is started anew in this version.`,
  );
}
