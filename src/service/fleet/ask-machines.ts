import { FleetFault } from '../../fleet/fleet-fault.ts';
import type { KnownMachine } from '../../fleet/machine-state.ts';
import type { QuestionKind } from '../../fleet/names.ts';
import type { Inbox, Told } from '../../fleet/questions.ts';
import { visible } from '../../language/visible.ts';
import type { FleetAnswers, FleetQuestion, MachineAnswer, SilentMachine } from '../contract/fleet-view.ts';
import { clockSkew, onThisClock } from './clock-skew.ts';
import { questionText, readAnswer } from './machine-questions.ts';

/** Longest wait for the answers of machines, in ms. */
const DEADLINE_MS = 2_000;

/** The member that asks. */
export interface Asker {
  readonly setting: { readonly machine: string };
  machines(): Promise<readonly KnownMachine[]>;
  openInbox(take: (slot: number, told: Told) => void): Inbox;
}

/**
 * Asks machines of the fleet at once, and gathers what they answer within 2 seconds; those that do not are named with the reason.
 * Rejects with a `FleetFault` where none can be asked.
 */
export async function askMachines(
  member: Asker,
  { machine: only, ...question }: FleetQuestion,
): Promise<FleetAnswers> {
  const known = await member.machines();
  const machines = known.filter(
    ({ name }) => only === undefined || name.toLowerCase() === only.toLowerCase(),
  );
  if (machines.length === 0 && only !== undefined) throw unknownMachine(only, known);
  const lost = machines.filter(({ lostMs }) => lostMs !== undefined);
  const asked = machines.filter(({ lostMs }) => lostMs === undefined).map(({ name }) => name);
  const text = questionText({ ...question, from: member.setting.machine });
  const kind: QuestionKind = question.question === 'kill' ? 'kill' : 'ask';
  const gathered = await gather(member, asked, kind, text);
  const answers: MachineAnswer[] = [];
  const silent: SilentMachine[] = lost.map(({ name, lostMs = 0 }) => ({
    machine: name,
    reason: `${name} is lost since ${Math.round(lostMs / 1000)} s.`,
  }));
  for (const [at, machine] of asked.entries()) {
    const told = gathered.get(at);
    const read = told?.kind === 'message' ? readAnswer(machine, question.question, told.text) : undefined;
    if (read?.kind === 'answer') answers.push(ofMachine(read.answer, clockSkew(read.at)));
    else silent.push({ machine, reason: silenceOf(machine, kind, told, read?.detail) });
  }
  return { kind: 'answers', answers, silent: silent.toSorted(byName) };
}

/** Asks machines by their places in a list; resolves when all have answered, or at the deadline. */
function gather(
  member: Asker,
  machines: readonly string[],
  kind: QuestionKind,
  text: string,
): Promise<ReadonlyMap<number, Told>> {
  const gathered = new Map<number, Told>();
  if (machines.length === 0) return Promise.resolve(gathered);
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      inbox.close();
      resolve(gathered);
    };
    const inbox = member.openInbox((slot, told) => {
      if (!gathered.has(slot) && slot < machines.length) gathered.set(slot, told);
      if (gathered.size === machines.length) end();
    });
    const timer = setTimeout(end, DEADLINE_MS);
    for (const [slot, machine] of machines.entries()) inbox.ask(slot, machine, kind, text);
  });
}

function silenceOf(
  machine: string,
  kind: QuestionKind,
  told: Told | undefined,
  refusal: string | undefined,
): string {
  if (refusal !== undefined) return `${machine} refuses: ${refusal}`;
  if (!told) return `${machine} did not answer within ${DEADLINE_MS / 1000} s.`;
  if (told.kind === 'denied') {
    return kind === 'kill'
      ? `The account of this machine may not end connections on ${machine}: its servers do not permit it.`
      : `The account of this machine may not ask ${machine}: its servers do not permit it.`;
  }
  return told.kind === 'absent'
    ? `${machine} is not connected, or its account may not be asked this.`
    : `The answer of ${machine} is not understood.`;
}

/** Names the machine in what it has answered, and tells its times by the clock of this one. */
function ofMachine(answer: MachineAnswer, skew: number): MachineAnswer {
  const { machine, connections, recent } = answer;
  return {
    ...answer,
    ...(connections && {
      connections: connections.map((one) => Object.assign({}, onThisClock(one, skew), { machine })),
    }),
    ...(recent && { recent: recent.map((one) => Object.assign({}, onThisClock(one, skew), { machine })) }),
  };
}

function unknownMachine(name: string, known: readonly KnownMachine[]): FleetFault {
  const names = known.slice(0, MOST_NAMED).map(({ name: one }) => one);
  const more = known.length > MOST_NAMED ? `, and ${known.length - MOST_NAMED} more` : '';
  return new FleetFault(
    'invalid',
    `The fleet has no machine ${visible(name)}. It has ${names.join(', ')}${more}.`,
  );
}

const MOST_NAMED = 10;

function byName(one: SilentMachine, other: SilentMachine): number {
  return one.machine < other.machine ? -1 : 1;
}
