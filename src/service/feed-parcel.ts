import type { RelayStatus } from './backend.ts';
import type { ConnectionRow, EntryRow } from './feed-rows.ts';
import type { FeedMessage } from './feed.ts';

/** What a parcel holds: as the message, in rows. */
export interface FeedContent {
  readonly kind: 'snapshot' | 'difference';
  readonly at: number;
  readonly status: RelayStatus;
  readonly entries: readonly EntryRow[];
  readonly removed: readonly string[];
  readonly connections: readonly ConnectionRow[];
  readonly ended: readonly number[];
}

/** A message of the feed, made once however many readers get it, and only in the form that they ask for. */
export class FeedParcel {
  readonly #content: FeedContent;
  #message: FeedMessage | undefined;
  #line: Buffer | undefined;

  constructor(content: FeedContent) {
    this.#content = content;
  }

  get message(): FeedMessage {
    this.#message ??= messageOf(this.#content);
    return this.#message;
  }

  /** The message as one line of JSON. */
  get line(): Buffer {
    this.#line ??= Buffer.from(lineOf(this.#content));
    return this.#line;
  }
}

function messageOf({ kind, at, status, removed, ended, ...rows }: FeedContent): FeedMessage {
  const entries = rows.entries.map(({ listed }) => listed);
  const connections = rows.connections.map(({ info }) => info);
  return kind === 'snapshot'
    ? { kind, at, status, entries, connections }
    : { kind, at, status, entries, removed, connections, ended };
}

function lineOf({ kind, at, status, entries, removed, connections, ended }: FeedContent): string {
  const more =
    kind === 'snapshot' ? '' : `,"removed":${JSON.stringify(removed)},"ended":${JSON.stringify(ended)}`;
  return (
    `{"kind":"${kind}","at":${at},"status":${JSON.stringify(status)},` +
    `"entries":${listOf(entries)},"connections":${listOf(connections)}${more}}\n`
  );
}

function listOf(rows: readonly { readonly json: string }[]): string {
  let text = '[';
  for (const { json } of rows) text += text.length > 1 ? `,${json}` : json;
  return `${text}]`;
}
