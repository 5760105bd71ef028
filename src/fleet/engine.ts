import { type JetStreamClient, type JetStreamManager, jetstream } from '@nats-io/jetstream';
import {
  type Authenticator,
  type NatsConnection,
  type NodeConnectionOptions,
  connect,
  credsAuthenticator,
  errors,
  nkeyAuthenticator,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import { pause } from '../async/pause.ts';
import { messageOf } from '../errors/unknown.ts';
import { visible } from '../language/visible.ts';
import { quietSocket } from './quiet-socket.ts';
import { serverIdentity } from './server-identity.ts';
import { readPublic, readSecret } from './secret-file.ts';
import type { FleetSetting } from './setting.ts';

/** A connection to the servers of a fleet, and what of it is used. */
export interface Engine {
  readonly connection: NatsConnection;
  readonly stream: JetStreamClient;
  readonly manager: JetStreamManager;
  /** Called with each subject on which the account of this machine may not publish, when it has tried. */
  readonly onDenied: Set<(subject: string) => void>;
}

/** Longest wait for one answer of the servers, in ms. */
export const ANSWER_MS = 5_000;

/** The servers are asked for a sign of life so often, and given up after so many that they owe: 6 seconds. */
const PING_MS = 2_000;
const PINGS_OWED = 2;

/** A lost connection is made anew after so long, in ms, or up to twice that; where the account is refused, seldom: to judge it costs the servers time. */
const AGAIN_MS = 250;
const REFUSED_MS = 5_000;

/**
 * Connects to the servers of a fleet, once: rejects where none answers. A connection that is there comes back by itself. Rejects
 * with a `StoreError` where a file of the setting cannot be used, with any other error where the servers refuse.
 */
export async function openEngine(setting: FleetSetting): Promise<Engine> {
  let isRefused = false;
  const connection = await connect({
    ...loggingIn(setting),
    servers: [...setting.servers],
    name: `netsh ${setting.machine}`,
    timeout: ANSWER_MS,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: () => (isRefused ? REFUSED_MS : AGAIN_MS + Math.random() * AGAIN_MS),
    ignoreAuthErrorAbort: true,
    pingInterval: PING_MS,
    maxPingOut: PINGS_OWED,
  });
  quietSocket(connection);
  const onDenied: Engine['onDenied'] = new Set();
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === 'error') {
        isRefused = isUnknownAccount(status.error);
        const violation = violationOf(status.error);
        if (violation?.operation === 'publish') for (const tell of onDenied) tell(violation.subject);
      }
      if (status.type === 'reconnect') isRefused = false;
    }
  })();
  const stream = jetstream(connection, { timeout: ANSWER_MS });
  try {
    // Without a check of the account's limits, which an account may be forbidden to read.
    const manager = await stream.jetstreamManager(false);
    return { connection, stream, manager, onDenied };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Closes a connection after what is on its way was sent. */
export async function closeEngine({ connection }: Engine): Promise<void> {
  if (connection.isClosed()) return;
  await Promise.race([connection.flush().catch(() => {}), pause(FLUSH_MS)]);
  await connection.close();
}

/** Longest wait at the end for servers that do not answer, in ms. */
const FLUSH_MS = 1_000;

/** Returns why the servers cannot be used, as the end of a sentence; nothing of a secret is in it. */
export function engineReason(error: unknown): string {
  return visible(messageOf(error)).slice(0, 200).replace(/\.$/, '');
}

/** Whether an error says that the account of this machine may not do what it tried. */
export function isDenied(error: unknown): boolean {
  return violationOf(error) !== undefined;
}

/**
 * Returns how to say that servers refuse the account of a machine, as sentences: they do not know it, or do not permit what every
 * member does. Undefined for any other error.
 */
export function refusalOf(error: unknown, servers: readonly string[]): string | undefined {
  const refuse = `The servers ${servers.join(', ')} refuse the account of this machine`;
  const violation = violationOf(error);
  if (violation) {
    const what = violation.operation === 'publish' ? 'publish on' : 'subscribe to';
    return `${refuse}: it may not ${what} ${visible(violation.subject).slice(0, 200)}. Permit it there, or give user and password, credentials or nkey of another one.`;
  }
  if (!isUnknownAccount(error)) return undefined;
  return `${refuse}. Give user and password, credentials or nkey.`;
}

function violationOf(error: unknown) {
  const cause = error instanceof Error ? error.cause : undefined;
  return [error, cause].find((one) => one instanceof errors.PermissionViolationError);
}

/** Whether an error says that the servers do not know the account of this machine, or no longer. */
export function isUnknownAccount(error: unknown): boolean {
  return error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError;
}

function loggingIn({
  servers,
  user,
  password,
  credentials,
  nkey,
  ca,
  certificate,
  key,
}: FleetSetting): Pick<NodeConnectionOptions, 'authenticator' | 'tls'> {
  const tls = {
    ...(ca !== undefined && { ca: readPublic(ca) }),
    ...(certificate !== undefined && { cert: readPublic(certificate) }),
    ...(key !== undefined && { key: readSecret(key) }),
  };
  // The library gives this option to Node's TLS as well.
  const checked = { ...tls, checkServerIdentity: serverIdentity(servers) };
  const authenticator = authenticatorOf({ user, password, credentials, nkey });
  return {
    ...(authenticator && { authenticator }),
    ...(Object.keys(tls).length > 0 && { tls: checked }),
  };
}

function authenticatorOf({
  user,
  password,
  credentials,
  nkey,
}: Pick<FleetSetting, 'user' | 'password' | 'credentials' | 'nkey'>): Authenticator | undefined {
  if (credentials !== undefined) {
    return credsAuthenticator(Buffer.from(readSecret(credentials)));
  }
  if (nkey !== undefined) {
    return nkeyAuthenticator(Buffer.from(readSecret(nkey).trim()));
  }
  if (user === undefined || password === undefined) return undefined;
  return usernamePasswordAuthenticator(user, readSecret(password).replace(/\r?\n$/, ''));
}
