import { type Msg, createInbox, headers } from '@nats-io/transport-node';
import { TaskQueue } from '../async/task-queue.ts';
import { LogFault } from './fault.ts';
import type { Engine } from './engine.ts';
import { PartJoiner } from './message-parts.ts';
import { type QuestionKind, questionSubject } from './names.ts';
import { pack, partsOf, unpack } from './packed.ts';

/** A question that another machine asks this one. */
export interface AskedQuestion {
  readonly kind: QuestionKind;
  /** What is asked, as JSON. */
  readonly text: string;
  /** Sends a message to the one who asks, of any length; `sequence`: its number among several. */
  readonly tell: (text: string, sequence?: number) => Promise<void>;
}

/** What comes from a machine that was asked. */
export type Told =
  | { readonly kind: 'message'; readonly text: string; readonly sequence: number }
  /** Nobody answers for that machine: it is not connected. */
  | { readonly kind: 'absent' }
  /** The account of this machine may not ask that one. */
  | { readonly kind: 'denied' }
  /** It sent something that cannot be read; why, as a sentence. */
  | { readonly kind: 'unclear'; readonly reason: string };

/** Where the answers to questions arrive. */
export interface Inbox {
  /** False from when the connection to the servers was closed for good. */
  readonly isOpen: boolean;
  /** Asks a machine; what it tells comes with the same number, `slot`. */
  ask(slot: number, machine: string, kind: QuestionKind, text: string): void;
  close(): void;
}

/** Longest question, in bytes. */
const LONGEST_QUESTION = 16_384;
/** Longest message of a machine, in bytes: as it is sent, and unpacked. */
const LONGEST = { sent: 16 * 1024 * 1024, unpacked: 64 * 1024 * 1024 };
/** Bytes of a message that are left for its subject and headers. */
const MARGIN = 2_048;
const MORE = 'Netsh-More';
const SEQUENCE = 'Netsh-Sequence';
/** A server answers so where nobody subscribes to a subject. */
const NO_RESPONDERS = 503;

/** Answers questions of other machines until the connection is closed. What `take` throws is the asker's to notice. */
export function serveQuestions(
  { connection }: Engine,
  { fleet, machine }: { readonly fleet: string; readonly machine: string },
  take: (question: AskedQuestion) => void,
): void {
  for (const kind of ['ask', 'kill'] as const) {
    connection.subscribe(questionSubject(fleet, machine, kind), {
      callback(error, message) {
        const { reply, data } = message;
        // Answers go to where answers arrive, and to no other subject of the servers.
        if (error || reply === undefined || !/^_INBOX\.[\w.-]+$/.test(reply)) return;
        if (data.length > LONGEST_QUESTION) return;
        const tell = async (text: string, sequence = 0): Promise<void> =>
          sendParts({ connection }, reply, await pack(text), sequence);
        take({ kind, text: message.string(), tell });
      },
    });
  }
}

/** Opens a place for answers; `take` gets what each machine tells, in order, until it is closed. */
export function openInbox(
  { connection, onDenied }: Engine,
  fleet: string,
  take: (slot: number, told: Told) => void,
): Inbox {
  const inbox = createInbox();
  const queue = new TaskQueue();
  const joiners = new Map<number, PartJoiner>();
  let isClosed = false;
  const give = (slot: number, told: Told): void => {
    if (!isClosed) take(slot, told);
  };
  /** Who was asked on a subject. */
  const asked = new Map<string, number>();
  const deny = (subject: string): void => {
    const slot = asked.get(subject);
    if (slot !== undefined) give(slot, { kind: 'denied' });
  };
  onDenied.add(deny);
  const subscription = connection.subscribe(`${inbox}.*`, {
    callback(error, message) {
      if (error || isClosed) return;
      const slot = Number(message.subject.slice(inbox.length + 1));
      if (message.headers?.code === NO_RESPONDERS) return give(slot, { kind: 'absent' });
      void queue.run(async () => {
        if (isClosed) return;
        const joiner = joiners.get(slot) ?? new PartJoiner(LONGEST.sent);
        joiners.set(slot, joiner);
        try {
          const whole = joiner.take({ bytes: message.data, hasMore: message.headers?.has(MORE) ?? false });
          if (!whole) return;
          const text = await unpack(whole, LONGEST.unpacked);
          give(slot, { kind: 'message', text, sequence: sequenceOf(message) });
        } catch (fault) {
          if (!(fault instanceof LogFault)) throw fault;
          give(slot, { kind: 'unclear', reason: fault.message });
        }
      });
    },
  });
  return {
    get isOpen() {
      return !isClosed && !connection.isClosed();
    },
    ask(slot, machine, kind, text) {
      if (connection.isClosed() || isClosed) return;
      const subject = questionSubject(fleet, machine, kind);
      asked.set(subject, slot);
      connection.publish(subject, text, { reply: `${inbox}.${slot}` });
    },
    close() {
      isClosed = true;
      onDenied.delete(deny);
      if (!connection.isClosed()) subscription.unsubscribe();
    },
  };
}

/** Sends a message in as many parts as the servers ask for. */
function sendParts(
  { connection }: Pick<Engine, 'connection'>,
  subject: string,
  bytes: Uint8Array,
  sequence: number,
): void {
  if (connection.isClosed()) return;
  const most = Math.max(MARGIN, (connection.info?.max_payload ?? 1_048_576) - MARGIN);
  const parts = partsOf(bytes, most);
  for (const [at, part] of parts.entries()) {
    const head = headers();
    if (sequence > 0) head.set(SEQUENCE, String(sequence));
    if (at < parts.length - 1) head.set(MORE, '1');
    connection.publish(subject, part, { headers: head });
  }
}

function sequenceOf({ headers: head }: Msg): number {
  const sequence = Number(head?.get(SEQUENCE) ?? 0);
  return Number.isSafeInteger(sequence) ? sequence : 0;
}
