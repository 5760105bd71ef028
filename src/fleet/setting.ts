import { isRecord } from '../portproxy/is-record.ts';
import { fleetNameProblem, memberNameProblem } from './names.ts';

/** How this machine is a member of a fleet, as it is kept on disk. Secrets stay in the files that it names. */
export interface FleetSetting {
  /** Servers of the engine: `nats://HOST:PORT`, or `tls://HOST:PORT`. */
  readonly servers: readonly string[];
  /** Name of the fleet. */
  readonly fleet: string;
  /** Name of this machine in the fleet. */
  readonly machine: string;
  /** Differs for every membership, so that two machines of one name are told apart. */
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly user?: string | undefined;
  /** Absolute paths of files: of the user's password, credentials (.creds), an nkey seed; of TLS. */
  readonly password?: string | undefined;
  readonly credentials?: string | undefined;
  readonly nkey?: string | undefined;
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

/** The members of a setting that name files. */
const FILE_SETTINGS = ['password', 'credentials', 'nkey', 'ca', 'certificate', 'key'] as const;

/** Most servers, labels and characters. */
const MOST = 32;
const LONGEST = 1024;

/** Whether a value is a setting of a membership. */
export function isFleetSetting(value: unknown): value is FleetSetting {
  return settingProblem(value) === undefined;
}

/** Returns why a value is no setting of a membership, as a sentence; undefined where it is one. */
export function settingProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return 'The membership is not an object.';
  const { servers, fleet, machine, id, labels } = value;
  const unfit = serversProblem(servers) ?? labelsProblem(labels);
  if (unfit !== undefined) return unfit;
  if (typeof fleet !== 'string' || typeof machine !== 'string' || typeof id !== 'string') {
    return 'The membership names no fleet, machine and id.';
  }
  for (const name of ['user', ...FILE_SETTINGS]) {
    const text = value[name];
    if (text !== undefined && (typeof text !== 'string' || text === '' || text.length > LONGEST)) {
      return `The value of ${name} is not a text of 1 to ${LONGEST} characters.`;
    }
  }
  return fleetNameProblem(fleet) ?? memberNameProblem(machine) ?? waysProblem(value);
}

/** Returns why a value is no list of servers, as a sentence; undefined where it is one. */
export function serversProblem(servers: unknown): string | undefined {
  if (!Array.isArray(servers) || servers.length === 0 || servers.length > MOST) {
    return `Name 1 to ${MOST} servers.`;
  }
  return servers.map(serverProblem).find((problem) => problem !== undefined);
}

/** Returns why a value is no set of labels by name, as a sentence; undefined where it is one. */
export function labelsProblem(labels: unknown): string | undefined {
  if (!isRecord(labels) || Object.keys(labels).length > MOST) return `Give at most ${MOST} labels.`;
  return Object.entries(labels).every((pair) => pair.every(isLabelText)) ? undefined : LABEL_TEXT;
}

const LABEL_TEXT = 'Write labels as name=value, of letters, digits, _, - and dots.';

function isLabelText(text: unknown): boolean {
  return typeof text === 'string' && /^[\p{L}\p{N}_][\p{L}\p{N}._-]{0,63}$/u.test(text);
}

function serverProblem(server: unknown): string | undefined {
  const url = typeof server === 'string' && server.length <= LONGEST ? URL.parse(server) : null;
  if (!url || !['nats:', 'tls:'].includes(url.protocol) || url.hostname === '') {
    return 'Write servers as nats://HOST:PORT or tls://HOST:PORT.';
  }
  return url.username === '' && url.password === ''
    ? undefined
    : 'A server takes no user and password in its address: give user=NAME and password=FILE.';
}

/** One way to log in at most, and TLS keys in pairs. */
function waysProblem({
  user,
  password,
  credentials,
  nkey,
  certificate,
  key,
}: Record<string, unknown>): string | undefined {
  const ways = [user, credentials, nkey].filter((way) => way !== undefined);
  if (ways.length > 1) return 'Give one of credentials, nkey, and user with password.';
  if ((user === undefined) !== (password === undefined)) return 'Give user and password together.';
  return (certificate === undefined) === (key === undefined)
    ? undefined
    : 'Give certificate and key together.';
}
