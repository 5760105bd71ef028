import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Lesson, Step } from '../../help/lessons/lesson.ts';
import type { Ran, World } from '../../help/lessons/world.ts';
import type { FrontEnd } from '../shell/front-end.ts';
import type { Session } from '../shell/session.ts';
import { initialState } from '../shell/state.ts';
import { Clients } from './clients.ts';
import { type Servers, askName, withPorts } from './servers.ts';

/** What stands ready in a lesson: a session over an empty table, servers, clients, files. */
export interface StageParts {
  readonly lesson: Lesson;
  readonly session: Session;
  readonly servers: Servers;
  /** The folder of its files. */
  readonly folder: string;
}

const QUIET: FrontEnd = { out: () => {}, err: () => {} };
/** Longest file that a lesson reads, in bytes. */
const MAX_FILE = 1_000_000;

/** The sandbox of a lesson as its tutor sees it. */
export class Stage {
  readonly #parts: StageParts;
  readonly #clients = new Clients();

  constructor(parts: StageParts) {
    this.#parts = parts;
  }

  /** Returns a text or a line with the ports of this lesson. */
  fill(text: string): string {
    return withPorts(text, this.#parts.servers.ports);
  }

  /** Makes everything as it is at the beginning of the lesson. */
  async reset(): Promise<void> {
    const { session, lesson, folder } = this.#parts;
    this.#clients.close();
    if (session.backend.mode === 'offline') await this.#run(['abort', 'online']);
    session.state = initialState([session.state.path[0]]);
    await this.#run(['interface portproxy reset', 'advfirewall reset']);
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    for (const [name, text] of Object.entries(lesson.files ?? {})) {
      writeFileSync(join(folder, name), this.fill(text));
    }
    await this.#run(lesson.given ?? []);
  }

  /** Brings about what a step begins with. */
  async begin({ given = [], clients = {} }: Step): Promise<void> {
    await this.#run(given);
    for (const [name, port] of Object.entries(clients)) {
      await this.#clients.connect(name, Number(this.fill(`{${port}}`)));
    }
  }

  /** Runs the solution of a step; the learner stays in place where it leads to no other context. */
  async solve(step: Step): Promise<void> {
    const { session } = this.#parts;
    const { path } = session;
    for (const line of this.solutionLines(step)) await session.run(line, QUIET);
    if (session.path.length === 1) session.state = { ...session.state, path };
  }

  /** Returns the solution as one types it where the learner stands. */
  solutionLines({ solution }: Step): string[] {
    const { session } = this.#parts;
    const names = session.path.slice(1).map(({ name }) => `${name} `);
    const place = names.join('');
    const lines = solution.map((line) => this.fill(line));
    const near = lines.map((line) => (line.startsWith(place) ? line.slice(place.length) : line));
    const isFar = near.some((line) => session.read(line).kind === 'failed');
    return isFar ? [...names.map(() => '..'), ...lines] : near;
  }

  /** Reads the sandbox as it is now; `ran`: the lines of the step. */
  async world(ran: readonly Ran[]): Promise<World> {
    const { session, servers, folder } = this.#parts;
    const { backend } = session;
    // The ends that a kill brings about reach the clients one after the other: the relay knows all of them at once.
    const live = this.#clients.areThere ? backend.connections() : [];
    const [entries, rulebook, connections] = await Promise.all([backend.entries(), backend.rules(), live]);
    const ofRelay = new Set(connections.map(({ client }) => client));
    return {
      entries,
      rulebook,
      path: session.path.slice(1).map(({ name }) => name),
      mode: backend.mode,
      staged: backend.staged,
      aliases: session.state.aliases,
      ran,
      port: (name) => servers.ports.get(name) ?? name,
      greeting: (port, host = '127.0.0.1') => askName(host, Number(port)),
      isConnected: (client) => this.#clients.isConnected(client, ofRelay),
      file: (name) => fileText(join(folder, basename(name))),
    };
  }

  /** Lets clients and servers go; the session is closed by its owner. */
  async close(): Promise<void> {
    this.#clients.close();
    await this.#parts.servers.close();
  }

  async #run(lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.#parts.session.run(this.fill(line), QUIET);
  }
}

function fileText(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    return bytes.length > MAX_FILE ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}
