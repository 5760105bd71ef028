import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { TaskQueue } from '../../async/task-queue.ts';
import { INITIAL_RULEBOOK } from '../../firewall/policy.ts';
import type { Rulebook } from '../../firewall/rule.ts';
import { entryFault } from '../../fleet/carried-values.ts';
import { isForMachine } from '../../fleet/chosen-machines.ts';
import { Copy, readCopy } from '../../fleet/copy.ts';
import { FleetFault } from '../../fleet/fleet-fault.ts';
import { FleetTable } from '../../fleet/fleet-table.ts';
import type { AskedQuestion } from '../../fleet/questions.ts';
import type { FleetReport, KnownMachine } from '../../fleet/machine-state.ts';
import type { Member } from '../../fleet/member.ts';
import { type FleetSetting, isFleetSetting, settingProblem } from '../../fleet/setting.ts';
import { systemServices } from '../../system/services.ts';
import {
  type FleetMembership,
  type FleetResult,
  type FleetStatus,
  type JoinRequest,
  noFleetText,
} from '../contract/fleet.ts';
import { storeRefusal } from '../contract/refusal.ts';
import { Answering } from './answering.ts';
import type { MachineView } from './machine-view.ts';
import type { SharedEntry } from './shared-entry.ts';

/** What the service gives its membership. */
export interface FleetParts {
  /** The setting on disk; anything else than a setting counts as none. */
  readonly setting: unknown;
  /** Path of the copy of the fleet's table. */
  readonly copy: string;
  /** Writes the setting. Throws a `StoreError`. */
  readonly save: (setting: FleetSetting | undefined) => void;
  /** Version of the program. */
  readonly version: string;
  /** Brings the entries of the fleet for this machine, and its rules, into effect; resolves when each was tried. */
  readonly take: (entries: readonly SharedEntry[], rulebook: Rulebook) => Promise<void>;
  /** Tells what they do. */
  readonly report: () => FleetReport;
  readonly onNotice: (text: string) => void;
}

/** The membership of this machine in a fleet, which outlives the service by its setting and the copy of the table. */
export class Fleet {
  readonly #parts: FleetParts;
  readonly #copy: Copy;
  readonly #queue = new TaskQueue();
  #setting: FleetSetting | undefined;
  #table = new FleetTable();
  #member: Member | undefined;
  #answering: Answering | undefined;
  #isClosed = false;

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.#copy = new Copy(parts.copy, parts.onNotice);
    if (isFleetSetting(parts.setting)) this.#setting = parts.setting;
    else if (parts.setting !== undefined)
      parts.onNotice(`The membership in a fleet counts as none: ${settingProblem(parts.setting)}`);
    if (this.#setting) this.#table = readCopy(parts.copy, parts.onNotice);
  }

  /** Whether this machine is in a fleet: the service stays for it. */
  get isMember(): boolean {
    return this.#setting !== undefined;
  }

  /** The entries of the fleet that this machine has, as the copy on disk or the servers tell. */
  get entries(): readonly SharedEntry[] {
    const setting = this.#setting;
    if (!setting) return [];
    const facts = { name: setting.machine, labels: setting.labels };
    return this.#table
      .entries()
      .filter((entry) => isForMachine(entry, facts))
      .map(({ machines: _chosen, ...entry }) => ({ entry, fault: entryFault(entry) }));
  }

  /** The rules of the fleet, known in the same way. */
  get rulebook(): Rulebook {
    return this.#setting ? this.#table.rulebook : INITIAL_RULEBOOK;
  }

  /** Answers what other machines ask by what this one shows of itself. */
  answer(view: MachineView): void {
    this.#answering = new Answering(view, this.#parts.onNotice);
  }

  /** How many watch this machine from others now. */
  get watchers(): number {
    return this.#answering?.watchers ?? 0;
  }

  /** Follows the fleet where this machine is in one. The library of its servers is loaded only then. */
  start(): Promise<void> {
    return this.#queue.run(() => this.#follow());
  }

  /** Joins a fleet. Never rejects. */
  join(request: JoinRequest): Promise<FleetResult> {
    return this.#queue.run(async () => {
      if (this.#setting) {
        return refused(
          'invalid',
          `This machine is in the fleet ${this.#setting.fleet}. Leave that one first.`,
        );
      }
      const setting: unknown = {
        fleet: 'main',
        machine: hostname(),
        labels: {},
        ...request,
        id: randomUUID(),
      };
      const problem = settingProblem(setting);
      if (problem !== undefined || !isFleetSetting(setting)) return refused('invalid', problem ?? '');
      try {
        const { tryMembership } = await import('../../fleet/try-membership.ts');
        await tryMembership(setting);
        this.#parts.save(setting);
      } catch (error) {
        return error instanceof FleetFault ? refused(error.code, error.message) : storeRefusal(error);
      }
      this.#setting = setting;
      this.#table = new FleetTable();
      await this.#follow();
      await this.#member?.followed();
      return { kind: 'done' };
    });
  }

  /** Leaves the fleet. Never rejects. */
  leave(): Promise<FleetResult> {
    return this.#queue.run(async () => {
      if (!this.#setting) return refused('invalid', noFleetText());
      try {
        this.#parts.save(undefined);
      } catch (error) {
        return storeRefusal(error);
      }
      this.#setting = undefined;
      this.#answering?.close();
      await this.#member?.close(true);
      this.#member = undefined;
      this.#table = new FleetTable();
      this.#copy.keep(this.#table);
      await this.#parts.take([], INITIAL_RULEBOOK);
      return { kind: 'done' };
    });
  }

  /** Returns how this machine stands to its fleet, and the machines where the servers tell. */
  async status(): Promise<FleetStatus> {
    const machines = await this.machines().catch(() => []);
    const membership = this.#membership();
    if (!membership) return { machines: [] };
    return {
      membership,
      machines: machines.map(({ name, lostMs, state }) => {
        const { version, labels, revision, counts } = state;
        return { name, version, labels, revision, counts, lostMs };
      }),
    };
  }

  /** The fleet's table as it is followed here. Throws a `FleetFault` where this machine is in none. */
  table(): FleetTable {
    if (!this.#setting) throw new FleetFault('unreachable', noFleetText());
    return this.#table;
  }

  /** Returns the member that changes the fleet. Throws a `FleetFault` where this machine is in none. */
  member(): Member {
    if (this.#member) return this.#member;
    throw new FleetFault(
      'unreachable',
      this.#setting ? 'The fleet is being opened. Try again.' : noFleetText(),
    );
  }

  /** Returns the machines of the fleet. Rejects with a `FleetFault` where its servers do not tell. */
  async machines(): Promise<readonly KnownMachine[]> {
    return await this.member().machines();
  }

  /** Something that this machine tells the fleet has changed. */
  touch(): void {
    this.#member?.touch();
  }

  /** Ends it with the service; the membership stays. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#answering?.close();
    await this.#queue.run(async () => {
      await this.#member?.close();
      await this.#copy.settled();
    });
  }

  async #follow(): Promise<void> {
    const setting = this.#setting;
    if (!setting || this.#member || this.#isClosed) return;
    const { Member } = await import('../../fleet/member.ts');
    const { version, report, onNotice } = this.#parts;
    this.#member = new Member({
      setting,
      version,
      table: this.#table,
      onTable: (table) => this.#takeTable(table),
      report,
      onNotice,
      services: systemServices,
      onQuestion: (question: AskedQuestion) => this.#answering?.take(question),
    });
  }

  #takeTable(table: FleetTable): void {
    if (!this.#setting) return;
    this.#table = table;
    this.#copy.keep(table);
    void this.#parts.take(this.entries, this.rulebook).then(
      () => this.touch(),
      (error: unknown) =>
        this.#parts.onNotice(`The fleet's table cannot be brought into effect: ${String(error)}`),
    );
  }

  #membership(): FleetMembership | undefined {
    const setting = this.#setting;
    if (!setting) return undefined;
    const { fleet, machine, servers, labels } = setting;
    const { revision } = this.#table.point;
    const link = this.#member?.link ?? { kind: 'away', since: Date.now(), reason: 'It is being opened.' };
    return {
      fleet,
      machine,
      servers,
      labels,
      revision,
      entries: this.#table.size,
      link: link.kind,
      ...(link.kind === 'away' && { reason: link.reason, since: link.since }),
    };
  }
}

function refused(code: Extract<FleetResult, { kind: 'refused' }>['code'], detail: string): FleetResult {
  return { kind: 'refused', code, detail };
}
