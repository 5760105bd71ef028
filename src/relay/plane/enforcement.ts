import { CompiledRules } from '../../firewall/compiled-rule.ts';
import { type Denial, type Judge, compileRules } from '../../firewall/judge.ts';
import type { Rulebook } from '../../firewall/rule.ts';
import { localSubnets } from '../common/local-addresses.ts';
import { RulebookReceiver, type RulebookUpdate } from '../common/rulebook-update.ts';
import { Slices } from '../common/slices.ts';
import type { EnforcedRules } from '../entries/enforced-rules.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { Denials } from './denials.ts';

/** Whether this machine's networks have changed is looked at so often, where rules depend on them; ms. */
const LOOK_MS = 5_000;

/** The parts of the data plane that enforcing rules uses. */
export interface EnforcementParts {
  readonly denials: Denials;
  /** Other rules are in force. */
  changed(): void | Promise<void>;
}

/** The rules in force, and the judges that they were compiled to. */
export class Enforcement implements EnforcedRules {
  inbound: Judge | undefined;
  dialling: Judge | undefined;
  outbound: Judge | undefined;
  readonly #parts: EnforcementParts;
  readonly #denials: Denials;
  readonly #receiver = new RulebookReceiver();
  #rulebook: Rulebook | undefined;
  #subnets: readonly string[] = localSubnets();
  #compiled = new CompiledRules({ localSubnets: this.#subnets });
  #settled: Promise<void> | undefined;
  #looker: NodeJS.Timeout | undefined;

  constructor(parts: EnforcementParts) {
    this.#parts = parts;
    this.#denials = parts.denials;
  }

  /** Resolves when the rules that came last are in force; undefined where they are. */
  get settled(): Promise<void> | undefined {
    return this.#settled;
  }

  /** Brings rules into force; resolves when they are, and connections were judged anew. */
  set(update: RulebookUpdate): Promise<void> {
    this.#rulebook = this.#receiver.take(update);
    return this.#bring();
  }

  deniedClient(entry: EntryRecord, denial: Denial, client: string | number): void {
    this.#denials.client(entry, denial, client);
  }

  deniedTarget(entry: EntryRecord, denial: Denial, target: string): void {
    this.#denials.target(entry, denial, target);
  }

  /** Looks at the machine no more. */
  stop(): void {
    clearInterval(this.#looker);
  }

  #bring(): Promise<void> {
    const before = this.#settled ?? Promise.resolve();
    const settled = before.then(() => this.#compile());
    this.#settled = settled;
    return settled.finally(() => {
      if (this.#settled === settled) this.#settled = undefined;
    });
  }

  /** Compiles the latest rules, in slices; those before stay in force meanwhile. */
  async #compile(): Promise<void> {
    const rulebook = this.#rulebook;
    if (rulebook === undefined) return;
    const slices = new Slices();
    for (const rule of rulebook.rules) {
      this.#compiled.of(rule);
      if (slices.due) await slices.next();
    }
    const judges = compileRules(rulebook, { localSubnets: this.#subnets }, this.#compiled);
    this.inbound = judges.inbound;
    this.dialling = judges.dialling;
    this.outbound = judges.outbound;
    const isLocal = rulebook.rules.some(({ localIp, remoteIp }) => hasSubnet(localIp) || hasSubnet(remoteIp));
    clearInterval(this.#looker);
    this.#looker = isLocal ? setInterval(() => this.#look(), LOOK_MS).unref() : undefined;
    await this.#parts.changed();
  }

  #look(): void {
    const subnets = localSubnets();
    if (subnets.join() === this.#subnets.join()) return;
    this.#subnets = subnets;
    this.#compiled = new CompiledRules({ localSubnets: subnets });
    void this.#bring();
  }
}

function hasSubnet(list: string): boolean {
  return list.includes('localsubnet');
}
