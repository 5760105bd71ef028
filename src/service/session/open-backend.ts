import { homePaths } from '../../store/home.ts';
import { serviceBackend } from '../client/service-backend.ts';
import type { Launcher } from '../client/launch.ts';
import type { Backend } from '../contract/backend.ts';
import { dryRunOver, openingBackend } from './opening-backend.ts';

/** Which backend a front end works on. */
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

/** Opens the backend of a home directory. Only an embedded relay starts at once; all others start with their first call. */
export function openBackend({ home, mode, launcher, version, onNotice }: BackendOptions): Backend {
  const paths = homePaths(home);
  switch (mode) {
    case 'service':
      return serviceBackend({ paths, launcher, onNotice });
    case 'check':
      return dryRunOver(serviceBackend({ paths, launcher, onNotice }));
    case 'embedded':
      return openingBackend(
        import('../server/embedded-backend.ts').then(({ openEmbedded }) =>
          openEmbedded({ paths, version: version?.() ?? 'unknown', onNotice }),
        ),
      );
  }
}
