// One scene of the monitor's benchmark, in a process of its own; see monitor.ts.
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FeedMessage } from '../../src/service/contract/feed.ts';
import { startMonitor } from '../../src/tui/monitor/start.ts';
import {
  START,
  manyConnections,
  manyEntries,
  snapshot,
  trafficDifference,
} from '../tui/monitor/fixtures/scene.ts';
import { smallSession } from '../tui/fixtures/session.ts';

const [scene = 'busy', seconds = '10'] = process.argv.slice(2);
const moving = { busy: 500, 'feed-only': 500, 'two-rows': 2, idle: 0 }[scene] ?? 0;
const WARM_UP = 30;
let used = process.cpuUsage();
let began = performance.now();
let written = 0;
let frames = 0;

/** The scene's messages, ten a second; what they cost to make is what the scene `feed-only` shows. */
async function* feed({ signal }: { readonly signal: AbortSignal }): AsyncGenerator<FeedMessage> {
  const entries = manyEntries(1000);
  const connections = manyConnections(5000, entries);
  yield snapshot(START, entries, connections);
  for (let step = 1; !signal.aborted && step <= WARM_UP + Number(seconds) * 10; step++) {
    await pause(100);
    if (step === WARM_UP) {
      used = process.cpuUsage();
      began = performance.now();
      written = 0;
      frames = 0;
    }
    const first = moving === 500 ? step * 37 : 0;
    if (moving > 0) {
      yield trafficDifference(START + step * 100, entries, connections, {
        first,
        moving,
        bytes: 1000 + step,
      });
    }
  }
}

class Keyboard extends PassThrough {
  setRawMode(): this {
    return this;
  }
}

class Display extends Writable {
  readonly columns = 160;
  readonly rows = 50;
  readonly isTTY = true;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    written += chunk.length;
    if (chunk.length > 20) frames++;
    done();
  }
}

const keyboard = new Keyboard();
const counted: typeof feed = async function* counted(options) {
  yield* feed(options);
  const cpu = process.cpuUsage(used);
  const wall = (performance.now() - began) * 1000;
  const share = (((cpu.user + cpu.system) / wall) * 100).toFixed(1);
  const each = frames === 0 ? 0 : Math.round(written / frames);
  const memory = Math.round(process.memoryUsage().rss / 1024 / 1024);
  console.log(`${share} % of a core, ${frames} frames of ${each} bytes, ${memory} MiB resident`);
  keyboard.end();
};

if (scene === 'feed-only') {
  const messages = counted({ signal: new AbortController().signal });
  while (!(await messages.next()).done);
} else {
  await startMonitor({
    feed: counted,
    run: () => Promise.resolve({ ok: true, text: '' }),
    shell: smallSession(),
    stdin: keyboard,
    stdout: new Display(),
    env: { TERM: 'xterm-256color' },
  });
}
process.exit(0);
