import { ERRORS } from '../errors/errors.ts';
import { failure } from '../language/failure.ts';
import type { Outcome } from '../language/outcome.ts';
import { type BridgeOptions, serveBridge } from '../service/bridge/serve-bridge.ts';

/** `relay connect`: serves a netsh on another machine over standard input and output, until it leaves. */
export async function answerAnother(options: Pick<BridgeOptions, 'version' | 'open'>): Promise<Outcome> {
  const { stdin, stdout } = process;
  if (stdin.isTTY) return failure('terminal', ERRORS.terminal.says.bridge);
  await serveBridge({ ...options, input: stdin, output: stdout });
  // Nobody reads what still arrives.
  stdin.destroy();
  return { kind: 'text', lines: [] };
}
