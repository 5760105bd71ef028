import { ERRORS } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import type { Outcome } from '../language/outcome.ts';
import { type BridgeOptions, serveBridge } from '../service/bridge/serve-bridge.ts';

/** `relay connect`: standard input and output belong to the netsh at the other end until it goes. */
export async function answerAnother(options: Pick<BridgeOptions, 'version' | 'open'>): Promise<Outcome> {
  const { stdin, stdout } = process;
  if (stdin.isTTY) return failure('terminal', ERRORS.terminal.says.bridge);
  await serveBridge({ ...options, input: stdin, output: stdout });
  // Whatever the other end still sends, nobody reads it.
  stdin.destroy();
  return { kind: 'text', lines: [] };
}
