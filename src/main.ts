import { existsSync } from 'node:fs';
import type { NetshContext } from '../contexts/host.ts';
import { root } from '../contexts/root.ts';
import { ON_DEMAND, TAKE_OVER } from './background-options.ts';
import { type Invocation, parseCommandLine } from './cli/parse.ts';
import { editingOf, keptEditing } from './cli/editing.ts';
import { createSink } from './cli/sink.ts';
import { openSession, runWork, simpleLines, writeUsage } from './cli/run.ts';
import { programName } from './errors/program.ts';
import { EXIT } from './errors/row.ts';
import { ERRORS } from './errors/errors.ts';
import { messageOf } from './errors/unknown.ts';
import type { Helpers } from './helpers/helpers.ts';
import { failure } from './language/failure.ts';
import type { Outcome } from './language/outcome.ts';
import { Machines } from './service/session/machines.ts';
import { openBackend } from './service/session/open-backend.ts';
import type { Session } from './shell/session.ts';
import type { LendTerminal } from './shell/front-end.ts';
import type { LessonOpener, MonitorOpener, MonitorRequest } from './shell/session-settings.ts';
import { chosenHome, homePaths } from './store/home.ts';
import { homeDirectory } from './store/home-directory.ts';
import { readProgress, writeProgress } from './store/progress.ts';
import { isSystemHome } from './store/system-home.ts';
import { version } from './version.ts';

type Run = Extract<Invocation, { kind: 'run' }>;

/** Node's option against its debugger on SIGUSR1, for the time before `main` runs. */
const NO_DEBUGGER = '--disable-sigusr1';
/** The option by which completion scripts of shells call netsh; not for users. */
const COMPLETE = '--complete';
/** Shown under an empty prompt until there is an entry. */
const BEGINNING = 'To forward ports: interface portproxy. Lessons: learn. Help: ?, help WORD.';

/**
 * The program: decides between one command, a script, standard input and the shell, and wires what that needs.
 * `launcher` is the file that starts netsh, which also starts the service; `keepCode` has Node keep the code of what is
 * loaded from then on. Resolves with the exit code.
 */
export async function main(argv: readonly string[], launcher: string, keepCode: () => void): Promise<number> {
  if (argv[0] === COMPLETE) return answerCompletion(argv.slice(1));
  const invocation = parseCommandLine(argv);
  switch (invocation.kind) {
    case 'version':
      sink.out(`netsh-shell ${version()}\n`);
      return 0;
    case 'help':
      sink.out(await simpleLines(invocation, await firstRoot()));
      return 0;
    case 'usage':
      writeUsage(invocation.message, sink);
      return EXIT.failed;
    case 'run':
      return run(invocation, launcher, keepCode);
  }
}

async function run(invocation: Run, launcher: string, keepCode: () => void): Promise<number> {
  // The shell, the monitor and what they start look there.
  if (invocation.options.has('plain')) process.env['NETSH_PLAIN'] = '1';
  const { home, other } = chosenHome(invocation.options.has('user'));
  const own = homeDirectory();
  if (other !== undefined && process.stdout.isTTY && process.stderr.isTTY) sink.err(`${whichTable(home)}\n`);
  const live = invocation.options.has('embedded') ? 'embedded' : 'service';
  const onNotice = (text: string): void => sink.err(`${text}\n`);
  const open = (mode: 'live' | 'check', onNotice: (text: string) => void) =>
    openBackend({
      home,
      version,
      mode: mode === 'check' ? mode : live,
      launcher: { command: process.execPath, args: [NO_DEBUGGER, launcher, ON_DEMAND] },
      onNotice,
    });
  const machines = new Machines({
    here: (mode) => open(mode, onNotice),
    version,
    onNotice,
    mayAsk: () => process.stdin.isTTY && process.stderr.isTTY,
  });
  const foreground = (run: () => Promise<Outcome>) => inForeground(invocation, machines, run);
  const settings = {
    root: await firstRoot(),
    openHelpers: helpers,
    openBackend: (mode: 'live' | 'check') => machines.open(mode),
    machines,
    serve: () => foreground(() => serve(onNotice, home)),
    restart: async () => {
      if (machines.current) return failure('foreground', ERRORS.foreground.says.elsewhere);
      const { restartRelay } = await import('./cli/restart-relay.ts');
      return restartRelay(homePaths(home), process.execPath, [NO_DEBUGGER, launcher, TAKE_OVER]);
    },
    connect: () =>
      foreground(async () => {
        const { answerAnother } = await import('./cli/bridge.ts');
        return answerAnother({ version: version(), open });
      }),
    version,
    isTerminal: () => process.stdout.isTTY && process.stderr.isTTY,
    hasFilters: invocation.work.kind === 'shell' && process.stdin.isTTY,
    columns: () => process.stdout.columns,
    beginning: BEGINNING,
    editing: editingOf(homePaths(own)),
    lessons: lessonsFor(invocation, own, launcher),
    openMonitor: async (opener: MonitorOpener, request: MonitorRequest, lend: LendTerminal | undefined) => {
      const { openMonitor } = await import('./cli/monitor.ts');
      return openMonitor(opener, request, lend);
    },
  };
  const session = await openSession(invocation, settings, sink);
  if (!session) return EXIT.failed;
  if (invocation.work.kind !== 'shell' || !process.stdin.isTTY) {
    return runWork(invocation, session, sink, () => process.stdin);
  }
  keepCode();
  const [{ startTui }, { openHistory }, { startForEntries }] = await Promise.all([
    import('./tui/start.ts'),
    import('./store/history.ts'),
    import('./cli/start-relay.ts'),
  ]);
  if (live === 'service' && !machines.current && !invocation.options.has('check')) {
    await startForEntries(session, sink);
  }
  const { stdin, stdout, stderr, env } = process;
  const code = await startTui({
    shell: session,
    history: openHistory(own),
    editing: keptEditing(homePaths(own), sink),
    feed: (how) => session.backend.feed(how),
    stdin,
    stdout,
    stderr,
    env,
  });
  sayWhatIsDiscarded(session);
  if (live === 'service' && !machines.current) await sayWhatGoesOn(session);
  await session.close();
  return code;
}

/** Returns the root context, with the contexts of helpers where there are any. */
async function firstRoot(): Promise<NetshContext> {
  if (!existsSync(homePaths(homeDirectory()).helpers)) return root;
  const { root: withHelpers, fault } = await helpers();
  if (fault !== undefined) sink.err(`${messageOf(fault)}\n`);
  return withHelpers;
}

/** Lessons for this command line; their code is loaded with the first use. */
function lessonsFor({ work }: Run, home: string, launcher: string): LessonOpener {
  const parts = { home: homePaths(home), version, root, sink, command: [NO_DEBUGGER, launcher] };
  const isAlone = work.kind === 'command';
  return {
    progress: () => readProgress(parts.home),
    forget: () => writeProgress(parts.home, new Map()),
    open: async (lesson, lend) => (await import('./cli/learn.ts')).openLesson(lesson, lend, parts, isAlone),
  };
}

/** The helpers of this home; their code is loaded with the first use. */
function helpers(): Promise<Helpers> {
  opened ??= import('./helpers/helpers.ts').then(({ openHelpers }) =>
    openHelpers(homePaths(homeDirectory()), (text) => sink.err(`${text}\n`)),
  );
  return opened;
}
let opened: Promise<Helpers> | undefined;

/** Tells a user who leaves the shell offline how many changes were never committed. */
function sayWhatIsDiscarded({ backend }: Session): void {
  const discarded = backend.leave();
  if (discarded === 0) return;
  const changes = discarded === 1 ? '1 staged change was' : `${discarded} staged changes were`;
  sink.err(`${changes} discarded.\n`);
}

/** Tells whose table is worked on, where there are two. */
function whichTable(home: string): string {
  return isSystemHome(home)
    ? `This is the table of the system (${home}); --user takes your own.`
    : `This is your own table (${home}).`;
}

/** Tells a user who leaves the shell that its entries go on listening. */
async function sayWhatGoesOn(session: Session): Promise<void> {
  await session.refresh();
  const { listening } = session;
  if (listening === 0) return;
  const entries = listening === 1 ? '1 entry keeps' : `${listening} entries keep`;
  sink.err(`${entries} listening in the background; stop with: ${programName()} relay stop\n`);
}

/** Lines end with LF on every system: scripts read them. */
async function answerCompletion(args: readonly string[]): Promise<number> {
  const { completionReply } = await import('./cli/complete.ts');
  const lines = createSink(STREAMS, 'linux');
  for (const line of completionReply(args)) lines.out(`${line}\n`);
  return 0;
}

/** Runs what takes the whole process, if it is the one command of this command line, on this machine. */
async function inForeground(
  invocation: Run,
  machines: Machines,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  if (invocation.options.has('check')) return { kind: 'done' };
  const { elsewhere, session } = ERRORS.foreground.says;
  if (machines.current) return failure('foreground', elsewhere);
  if (invocation.work.kind !== 'command') return failure('foreground', session);
  return run();
}

/** Runs the service in the foreground. */
async function serve(onNotice: (text: string) => void, home: string): Promise<never> {
  const [{ runService }, { endProcess }] = await Promise.all([
    import('./service/server/run-service.ts'),
    import('./relay/native/libc.ts'),
  ]);
  return endProcess(await runService({ home, version: version(), onNotice }), true);
}

const STREAMS = { out: () => process.stdout, err: () => process.stderr };
const sink = createSink(STREAMS);
