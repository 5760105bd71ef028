import type { Outcome } from '../language/outcome.ts';
import { type BridgeOptions, serveBridge } from '../service/bridge/serve-bridge.ts';

/** `relay connect`: serves a netsh on another machine over standard input and output, until it leaves. */
export async function answerAnother(options: Pick<BridgeOptions, 'version' | 'open'>): Promise<Outcome> {
  const { stdin, stdout } = process;
  if (stdin.isTTY) {
    const message = 'A netsh on another machine runs this by ssh (netsh -r); it is of no use at a terminal.';
    return { kind: 'failed', code: 'terminal', message };
  }
  await serveBridge({ ...options, input: stdin, output: stdout });
  // Nobody reads what still arrives.
  stdin.destroy();
  return { kind: 'text', lines: [] };
}
