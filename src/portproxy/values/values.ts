import type { Kind } from '../kinds/kind.ts';
import { connectAddress } from './connect-address.ts';
import { connectPort } from './connect-port.ts';
import type { EntryValue } from './entry-value.ts';
import { listenAddress } from './listen-address.ts';
import { listenPort } from './listen-port.ts';
import { protocol } from './protocol.ts';
import { state } from './state.ts';

/** The values of an entry: netsh's own in the order in which bare words fill them, then ours (`extension`). */
export const VALUES = [listenPort, connectAddress, connectPort, listenAddress, protocol, state] as const;

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
  ]?: O extends { readonly flag: object } ? true : string;
};

/** The values of ours as a command supplies them. */
export type SuppliedOptions = {
  readonly [O in Option as O['property']]?: TextOf<ReturnType<O['kind']>> | undefined;
};

/** The texts that a kind accepts: its words, or any text. */
type TextOf<K> = K extends Kind<infer T extends string> ? T : string;
