import type { Facts } from '../../src/language/facts.ts';
import type { Given, Suggestion } from '../../src/language/schema.ts';
import { EVERY_ADDRESS } from '../../src/portproxy/address.ts';
import { connectLabel } from '../../src/portproxy/connect-label.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import { listenLabel } from '../../src/portproxy/key.ts';
import { MAX_PORT, parsePort } from '../../src/portproxy/port.ts';
import { portsOf } from './given-entry.ts';

/** Suggests the names of services. */
export function servicePorts(facts: Facts): Suggestion[] {
  return [...facts.services].map(([value, number]) => ({ value, text: `TCP port ${number}` }));
}

/** Suggests ports to connect to: for a range of listen ports also as many ports of the same or other numbers. */
export function connectPorts(facts: Facts, given: Given, prefix: string): Suggestion[] {
  const listen = parsePort(given.values['listenport'] ?? '', facts.services);
  const services = servicePorts(facts);
  if (!listen.ok || listen.value.kind !== 'range') return services;
  const { from, to, text } = listen.value;
  const same: Suggestion = { value: text, text: 'Each port to the same port' };
  const first = Number(prefix);
  const last = first + to - from;
  const fits = /^[1-9]\d*$/.test(prefix) && last <= MAX_PORT && first !== from;
  const shifted: Suggestion = { value: `${first}-${last}`, text: 'Each port to its own' };
  return [same, ...(fits ? [shifted] : []), ...services];
}

/** Suggests the listen ports of the entries that a line may mean; choosing one also gives its other key values. */
export function entryPorts(facts: Facts, given: Given): Suggestion[] {
  const { listenaddress, protocol } = given.values;
  const has = { hasAddress: listenaddress !== undefined, hasProtocol: protocol !== undefined };
  return portsOf(facts, given).map((entry) => new SuggestedEntry(entry, has));
}

/** Which values of the key a line has already. */
interface GivenKey {
  readonly hasAddress: boolean;
  readonly hasProtocol: boolean;
}

/** An entry as a suggestion. Its texts are made when they are read: of ten thousand entries a menu shows twelve. */
class SuggestedEntry implements Suggestion {
  readonly #entry: Entry;
  readonly #given: GivenKey;

  constructor(entry: Entry, given: GivenKey) {
    this.#entry = entry;
    this.#given = given;
  }

  get value(): string {
    return this.#entry.listenPort;
  }

  get text(): string {
    return `${listenLabel(this.#entry)} to ${connectLabel(this.#entry)}`;
  }

  get insert(): string {
    const { listenAddress, listenPort, protocol } = this.#entry;
    const address =
      this.#given.hasAddress || listenAddress === EVERY_ADDRESS ? '' : ` listenaddress=${listenAddress}`;
    return `${listenPort}${address}${this.#given.hasProtocol || protocol === 'tcp' ? '' : ` protocol=${protocol}`}`;
  }
}
