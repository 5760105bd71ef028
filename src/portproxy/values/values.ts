import type { Kind } from '../kinds/kind.ts';
import { acceptProxy } from './accept-proxy.ts';
import { balance } from './balance.ts';
import { check } from './check.ts';
import { comment } from './comment.ts';
import { connectAddress } from './connect-address.ts';
import { connectPort } from './connect-port.ts';
import { connectTimeout } from './connect-timeout.ts';
import type { EntryValue } from './entry-value.ts';
import { group } from './group.ts';
import { halfCloseTimeout } from './half-close-timeout.ts';
import { idleTimeout } from './idle-timeout.ts';
import { listenAddress } from './listen-address.ts';
import { listenPort } from './listen-port.ts';
import { log } from './log.ts';
import { machines } from './machines.ts';
import { maxAge } from './max-age.ts';
import { maxConnections } from './max-connections.ts';
import { maxPerClient } from './max-per-client.ts';
import { newPerClient } from './new-per-client.ts';
import { protocol } from './protocol.ts';
import { rate } from './rate.ts';
import { sendProxy } from './send-proxy.ts';
import { sourceAddress } from './source-address.ts';
import { state } from './state.ts';

/** The values of an entry: netsh's own in the order in which bare words fill them, then ours (`extension`). */
export const VALUES = [
  listenPort,
  connectAddress,
  connectPort,
  listenAddress,
  protocol,
  state,
  comment,
  group,
  idleTimeout,
  connectTimeout,
  halfCloseTimeout,
  maxAge,
  maxConnections,
  maxPerClient,
  newPerClient,
  rate,
  balance,
  check,
  sourceAddress,
  sendProxy,
  acceptProxy,
  log,
  machines,
] as const;

/** A list of descriptions; functions that work from one take `VALUES` unless they are given another. */
export type Values = readonly EntryValue[];

/** A value of ours. */
type Option = Extract<(typeof VALUES)[number], { readonly extension: true }>;

/** The tag of a value of ours. */
export type OptionTag = Option['tag'];

/** The values of ours as an entry holds them. */
export type StoredOptions = {
  readonly [
    O in Option as O extends { readonly flag: { readonly property: infer P extends string } }
      ? P
      : O['property']
  ]?: O extends { readonly flag: object } ? true : TextOf<ReturnType<O['kind']>>;
};

/** The values of ours as a command supplies them; `default` takes one back. */
export type SuppliedOptions = {
  readonly [O in Option as O['property']]?: TextOf<ReturnType<O['kind']>> | 'default' | undefined;
};

/** The texts that a kind accepts: its words, or any text. */
type TextOf<K> = K extends Kind<infer T extends string> ? T : string;
