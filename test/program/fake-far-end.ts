import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** How a far end of the bridge behaves that says whatever it likes; `before` and `between` are raw output. */
export interface Behaviour {
  readonly before?: string;
  /** Written before each answer. */
  readonly between?: string;
  /** Raw standard error. */
  readonly stderr?: string;
  readonly hello?: Readonly<Record<string, unknown>>;
  readonly notice?: string;
  /** The value of each call by its name, null where there is none; of `changes`, the result of each change. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** The fault of each call, by its name. */
  readonly faults?: Readonly<Record<string, unknown>>;
}

// Started by node in place of ssh, with the file of its behaviour as an argument.
const [file] = process.argv.slice(2);
if (file !== undefined) await serve(JSON.parse(readFileSync(file, 'utf8')));

async function serve({ before, between, stderr, hello, notice, values, faults }: Behaviour): Promise<void> {
  const facts = { services: [], addresses: [], hosts: [] };
  process.stderr.write(stderr ?? '');
  process.stdout.write(before ?? '');
  send({ netsh: 'bridge', bridge: 1, api: 1, version: '0.1.0', facts, ...hello });
  if (notice !== undefined) send({ notice });
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, call, args } = JSON.parse(line);
    process.stdout.write(between ?? '');
    const fault = faults?.[call];
    const told = values?.[call] ?? null;
    const value = call === 'changes' ? args.changes.map(() => told) : told;
    send(fault === undefined ? { id, value } : { id, fault });
  }
}

function send(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
