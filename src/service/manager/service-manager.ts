import { loadLibc } from '../../relay/native/libc.ts';
import { STORE_NAME } from '../../relay/native/kept-listeners.ts';
import { forgetInherited } from '../../relay/native/inherited-descriptors.ts';
import { openNotifySocket } from '../../relay/native/notify-socket.ts';

/** What the service manager is told about; the lines of sd_notify(3). */
type ManagerNews = 'READY' | 'STOPPING' | 'WATCHDOG';

/** The service manager that runs this process and wants to be told how it is. */
export interface ServiceManager {
  /** Tells it news, with a status in words where one is given. A manager that cannot be reached is not told. */
  tell(news: ManagerNews, status?: string): void;
  /** Has it take this process, which took another one's life over in the same unit, for the main one from now on (MAINPID). */
  becomeMain(): void;
  /** Has it forget the listeners that it keeps: nobody follows who would take them. */
  forgetListeners(): void;
  /** Tells it that the service is well whenever `isWell` resolves, every so many ms (0, undefined: never), until it is closed. */
  watch(everyMs: number | undefined, isWell: () => Promise<unknown>): void;
  close(): void;
}

/** Returns the service manager that the environment names (NOTIFY_SOCKET); undefined without one, and without koffi. */
export function serviceManager(
  env: Record<string, string | undefined> = process.env,
): ServiceManager | undefined {
  // The data plane has taken them.
  forgetInherited(env);
  const { NOTIFY_SOCKET: to } = env;
  const libc = to === undefined ? undefined : loadLibc();
  const socket = libc && openNotifySocket(libc, to);
  if (!socket) return undefined;
  let timer: NodeJS.Timeout | undefined;
  return {
    tell(news, status) {
      socket.send(`${news}=1${status === undefined ? '' : `\nSTATUS=${status}`}`);
    },
    becomeMain() {
      socket.send(`MAINPID=${process.pid}`);
    },
    forgetListeners() {
      socket.send(`FDSTOREREMOVE=1\nFDNAME=${STORE_NAME}`);
    },
    watch(everyMs, isWell) {
      if (!everyMs) return;
      const look = (): void => {
        void isWell().then(
          () => socket.send('WATCHDOG=1'),
          () => {},
        );
      };
      look();
      timer = setInterval(look, everyMs).unref();
    },
    close() {
      clearInterval(timer);
      socket.close();
    },
  };
}

/**
 * Returns how often a service manager is to be told that this process is well, ms: a third of the time after which it would
 * end it (sd_watchdog_enabled(3)). Undefined where it does not watch this process.
 */
export function watchdogInterval(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): number | undefined {
  const { WATCHDOG_USEC: time = '', WATCHDOG_PID: watched } = env;
  if (!/^\d{1,15}$/.test(time) || Number(time) === 0) return undefined;
  if (watched !== undefined && watched !== String(pid)) return undefined;
  return Math.max(1, Number(time) / 1_000 / 3);
}
