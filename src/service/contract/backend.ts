import type { ChangeResult } from '../../portproxy/changes/results.ts';
import type { Part } from './call.ts';
import { type Args, CALLS, CALL_NAMES, type CallName, type Value } from './calls.ts';
import type { Feed } from './feed.ts';
import type { HomeChange } from './parse-change.ts';

/** Changes that share one such object stop at the first that fails: every later one of the run is `skipped`. */
export interface ChangeRun {
  failed: boolean;
}

/**
 * The table of one home directory. Calls are described in `CALLS`; they reject with a `ServiceError` only where the
 * service cannot be reached, started or understood.
 */
export interface TableBackend extends Methods<'table'> {
  /**
   * Applies a change of the table or of the rules; resolves when it is on disk and the listeners were tried. Changes asked for without waiting in
   * between are sent together (up to 1,000), and applied in order. Changes of one `run` stop at its first failure.
   */
  change(change: HomeChange, run?: ChangeRun): Promise<ChangeResult>;
  /** Sends what is queued at once. */
  flush(): void;
}

/** The relay that brings a table into effect. */
interface RelayBackend extends Methods<'relay'> {
  /** A live feed. Never starts a service: without one it says `lost` until one answers. */
  readonly feed: Feed;
}

/** The process that the relay runs in. */
export interface ProcessBackend extends Methods<'process'> {
  /** Lets go of sockets; an embedded relay ends. */
  close(): Promise<void>;
}

/**
 * A table, its relay, and the process of that relay, as commands see them. All backends are plain objects of functions, so
 * that the parts of one can stand in another: `{ ...local, ...table }` has the table of elsewhere and the relay of here.
 */
export interface Backend extends TableBackend, RelayBackend, ProcessBackend {}

/** A call that is a method of the backend. Changes are not: `change` queues them. */
export type MethodName = Exclude<CallName, 'changes'>;

/** Every call of the backend as a method. */
export type CallMethods = {
  readonly [Name in MethodName]: (args: Args<Name>) => Promise<Value<Name>>;
};

/** The calls of one part of the backend, as methods. */
type Methods<P extends Part> = Pick<
  CallMethods,
  { [Name in MethodName]: (typeof CALLS)[Name]['part'] extends P ? Name : never }[MethodName]
>;

/** Returns every call as a method of one way to carry them out. */
export function callMethods(
  call: <Name extends MethodName>(name: Name, args: Args<Name>) => Promise<Value<Name>>,
): CallMethods {
  const names = CALL_NAMES.filter((name) => name !== 'changes');
  const methods = names.map((name) => [name, (args: Args<typeof name>) => call(name, args)] as const);
  // One method for each name of the table.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(methods) as unknown as CallMethods;
}
