import type { Feed } from '../service/contract/feed.ts';
import type { Question } from '../language/schema.ts';
import type { LendTerminal } from '../shell/front-end.ts';
import { findContext } from '../shell/session-request.ts';
import type { MonitorOpener, MonitorRequest } from '../shell/session-settings.ts';
import { Session } from '../shell/session.ts';
import { enter } from '../shell/state.ts';
import { isPlainTerminal } from '../tui/terminal/plain-terminal.ts';

/**
 * Opens the monitor over the terminal of this process, which `lend` takes from whoever reads it. Resolves with its exit
 * code, or undefined where there is no terminal for it.
 */
export async function openMonitor(
  opener: MonitorOpener,
  { isReadOnly }: MonitorRequest,
  lend: LendTerminal = (work) => work(),
): Promise<number | undefined> {
  const { stdin, stdout, env } = process;
  if (!stdin.isTTY || !stdout.isTTY || isPlainTerminal(env)) return undefined;
  const { startMonitor } = await import('../tui/monitor/start.ts');
  const shell = ownSession(opener);
  await shell.refresh();
  const feed: Feed = (options) => opener.backend.feed(options);
  const run = async (line: string) => {
    if (shell.read(line).options.has('watch')) return { ok: false, text: UNENDING };
    let text = '';
    const collect = (more: string) => {
      text += more;
    };
    const { ok } = await shell.run(line, { out: collect, err: collect });
    await shell.refresh();
    return { ok, text };
  };
  return lend(() =>
    startMonitor({
      feed,
      run,
      shell,
      stdin,
      stdout,
      env,
      isReadOnly,
      question: (line) => atOnce(shell.question(line)),
    }),
  );
}

/** The answer to a line that would never end. */
const UNENDING = 'The monitor shows changes already; --watch would never end here.\n';

/** A session in `interface portproxy` that works on the same backend, for the commands of the monitor's keys. */
function ownSession({ settings, path, backend }: MonitorOpener): Session {
  const openBackend = (mode: 'live' | 'check') => (mode === 'live' ? backend : settings.openBackend(mode));
  const own = new Session({
    ...settings,
    root: path[0],
    openBackend,
    openMonitor: undefined,
    place: 'session',
  });
  const start = findContext(['interface', 'portproxy'], own.path);
  if (start) own.state = enter(own.state, start);
  return own;
}

/** The monitor asks at once: a question that takes time (a file is read for it) becomes a general one. */
function atOnce(question: Question | Promise<Question>): string | undefined {
  return typeof question === 'object' ? 'Run it?' : question;
}
