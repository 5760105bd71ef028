import { homePaths } from '../../store/home.ts';
import type { Backend } from '../contract/backend.ts';
import { CheckBackend } from './dry-run.ts';
import type { Launcher } from '../client/launch.ts';
import { LazyBackend } from './lazy-backend.ts';
import { ServiceBackend } from '../client/service-backend.ts';

/** What stands behind the commands of a front end. */
export interface BackendOptions {
  /** The home directory; see `homeDirectory`. */
  readonly home: string;
  /** `service`: the relay service, started when needed; `check`: a dry run; `embedded`: the relay in this process. */
  readonly mode: 'service' | 'check' | 'embedded';
  /** How the service is started in the background. */
  readonly launcher: Launcher;
  /** Version of this program, asked for only by an embedded relay. */
  readonly version?: (() => string) | undefined;
  /** Gets sentences for standard error. */
  readonly onNotice: (text: string) => void;
}

/** Opens the backend of a home directory; nothing is touched before it is used, but an embedded relay starts now. */
export function openBackend({ home, mode, launcher, version, onNotice }: BackendOptions): Backend {
  const paths = homePaths(home);
  const remote = (): Backend => new ServiceBackend({ paths, launcher, onNotice });
  switch (mode) {
    case 'service':
      return remote();
    case 'check':
      return new CheckBackend(remote());
    case 'embedded':
      return new LazyBackend(async () => {
        const { openEmbedded } = await import('../server/embedded-backend.ts');
        return await openEmbedded({ paths, version: version?.() ?? 'unknown', onNotice });
      });
  }
}
