import type { Feed } from '../service/contract/feed.ts';
import type { Question } from '../language/schema.ts';
import { findContext } from '../shell/session-request.ts';
import { Session } from '../shell/session.ts';
import { enter } from '../shell/state.ts';
import type { LendTerminal } from '../tui/options.ts';

/** Opens the live view over the terminal; gives its exit code, or undefined where there is no terminal for it. */
export async function openMonitor(session: Session, lend: LendTerminal): Promise<number | undefined> {
  const { stdin, stdout, env } = process;
  if (!stdin.isTTY || !stdout.isTTY || env['TERM'] === 'dumb') return undefined;
  const { startMonitor } = await import('../tui/monitor/start.tsx');
  const shell = ownSession(session);
  await shell.refresh();
  const feed: Feed = (options) => session.backend.feed(options);
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
    startMonitor({ feed, run, shell, stdin, stdout, env, question: (line) => atOnce(shell.question(line)) }),
  );
}

/** What would never end has no place on the view's command line. */
const UNENDING = '--watch never ends by itself; the monitor shows what changes anyway.\n';

/** A session in `interface portproxy` that works on the same backend, for the commands of the view's keys. */
function ownSession(session: Session): Session {
  const openBackend = (mode: 'live' | 'check') =>
    mode === 'live' ? session.backend : session.settings.openBackend(mode);
  const own = new Session({
    ...session.settings,
    root: session.path[0],
    openBackend,
    openMonitor: undefined,
    setPanel: undefined,
    place: 'session',
  });
  const path = findContext(['interface', 'portproxy'], own.path);
  if (path) own.state = enter(own.state, path);
  return own;
}

/** The view asks at once; a question that is told later, by what a file holds, is asked without it. */
function atOnce(question: Question | Promise<Question>): Question {
  return question instanceof Promise ? 'Run it?' : question;
}
