import type { Feed } from '../../service/contract/feed.ts';
import type { Row } from '../screen/span.ts';
import { NO_LIVE_STATE, type LiveState, applyMessage } from '../live/feed/live-state.ts';
import { followFeed } from '../live/follow-feed.ts';
import { createPacer } from '../live/pacer.ts';
import { glyphsFor } from '../screen/glyphs.ts';
import { createChooser } from './choose.ts';
import { panelRows } from './panel-rows.ts';

/** The panel while it is on. */
export interface PanelView {
  /** Returns its rows: at most `height`, each at most `width` cells. */
  rows(width: number, height: number): Row[];
  /** Stops reading the feed. */
  close(): void;
}

/** The panel's feed, and whom it tells. */
export interface PanelSource {
  readonly feed: Feed;
  readonly env: NodeJS.ProcessEnv;
  /** Called when there is something new to draw. */
  readonly changed: () => void;
}

/** Four frames a second at most. */
const FRAME_MS = 250;
/** Rates fade by themselves. */
const TICK_MS = 500;

/** Follows the feed until the view is closed. */
export function openPanelView({ feed, env, changed }: PanelSource): PanelView {
  const abort = new AbortController();
  const chooser = createChooser();
  const glyphs = glyphsFor(env);
  const pacer = createPacer(
    changed,
    () => FRAME_MS,
    () => performance.now(),
  );
  const ticks = setInterval(() => {
    if (pacer.isQuiet(TICK_MS - FRAME_MS)) pacer.request();
  }, TICK_MS);
  let picture: LiveState = NO_LIVE_STATE;
  /** The time of the last message, ms since the epoch, and when it came here, ms of `performance.now`. */
  let clock = { at: 0, since: performance.now() };
  let drawn: { readonly key: string; readonly rows: Row[] } | undefined;
  void followFeed({ feed, intervalMs: FRAME_MS, signal: abort.signal }, (message) => {
    picture = applyMessage(picture, message);
    if (message.kind !== 'lost') clock = { at: message.at, since: performance.now() };
    pacer.request();
  });

  return {
    rows(width, height) {
      const now = picture.lost ? picture.at : clock.at + performance.now() - clock.since;
      // Keys draw more often than anything here changes.
      const key = `${width} ${height} ${clock.since} ${Math.floor(now / FRAME_MS)} ${picture.lost?.at ?? ''}`;
      if (drawn?.key !== key) {
        drawn = { key, rows: panelRows({ picture, chooser, now, glyphs, width, height }) };
      }
      return drawn.rows;
    },
    close() {
      abort.abort();
      pacer.stop();
      clearInterval(ticks);
    },
  };
}
