import type { Entry } from '../../src/portproxy/entry.ts';
import { EVERY_ADDRESS } from '../../src/portproxy/address.ts';
import { MAX_PORT, type Port, mayBecomePort, parsePort } from '../../src/portproxy/port.ts';
import type { Suggestion, ValueType } from '../../src/language/schema.ts';
import { portsOf } from './given-entry.ts';

/** A port: a number, a service name, or a range. */
export const port: ValueType<Port> = {
  usage: '<integer>|<servicename>',
  accepts: 'a number from 1 to 65535, a range such as 30000-30010, or a service name',
  parse(text, facts) {
    const parsed = parsePort(text, facts.services);
    return parsed.ok ? { ok: true, value: parsed.port } : parsed;
  },
  mayGrow: (text, facts) => mayBecomePort(text, facts.services),
  isCrowded: true,
  suggest: (facts) => [...facts.services].map(([value, number]) => ({ value, text: `TCP port ${number}` })),
};

/** The port to connect to: for a range of listen ports also as many ports of the same or other numbers. */
export const connectPort: ValueType<Port> = {
  ...port,
  accepts: `${port.accepts}; for a range of listen ports one port, or a range as long`,
  suggest(facts, given, prefix) {
    const listen = parsePort(given.values['listenport'] ?? '', facts.services);
    const services = port.suggest?.(facts, given, prefix) ?? [];
    if (!listen.ok || listen.port.kind !== 'range') return services;
    const { from, to, text } = listen.port;
    const same: Suggestion = { value: text, text: 'Each port to the same port' };
    const first = Number(prefix);
    const last = first + to - from;
    const fits = /^[1-9]\d*$/.test(prefix) && last <= MAX_PORT && first !== from;
    const shifted: Suggestion = { value: `${first}-${last}`, text: 'Each port to its own' };
    return [same, ...(fits ? [shifted] : []), ...services];
  },
};

/** The listen port of an entry that exists: choosing one also gives its listen address. */
export const entryPort: ValueType<Port> = {
  ...port,
  isCrowded: false,
  suggest(facts, given) {
    const hasAddress = given.values['listenaddress'] !== undefined;
    return portsOf(facts, given).map((entry) => new SuggestedEntry(entry, hasAddress));
  },
};

/** An entry as a suggestion. There may be ten thousand, of which a menu shows twelve: texts are made when they are read. */
class SuggestedEntry implements Suggestion {
  readonly #entry: Entry;
  readonly #hasAddress: boolean;

  constructor(entry: Entry, hasAddress: boolean) {
    this.#entry = entry;
    this.#hasAddress = hasAddress;
  }

  get value(): string {
    return this.#entry.listenPort;
  }

  get text(): string {
    const { listenAddress, listenPort, connectAddress, connectPort } = this.#entry;
    return `${listenAddress}:${listenPort} to ${connectAddress}:${connectPort}`;
  }

  get insert(): string {
    const { listenAddress, listenPort } = this.#entry;
    if (this.#hasAddress || listenAddress === EVERY_ADDRESS) return listenPort;
    return `${listenPort} listenaddress=${listenAddress}`;
  }
}
