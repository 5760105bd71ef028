import type { Outcome } from '../language/outcome.ts';
import { type BridgeOptions, serveBridge } from '../service/bridge/serve-bridge.ts';

/** `relay connect`: standard input and output belong to the netsh at the other end until it goes. */
export async function answerAnother(options: Pick<BridgeOptions, 'version' | 'open'>): Promise<Outcome> {
  const { stdin, stdout } = process;
  if (stdin.isTTY) {
    const message = 'A netsh on another machine runs this by ssh (netsh -r); it is of no use at a terminal.';
    return { kind: 'failed', code: 'terminal', message };
  }
  await serveBridge({ ...options, input: stdin, output: stdout });
  // Whatever the other end still sends, nobody reads it.
  stdin.destroy();
  return { kind: 'text', lines: [] };
}
