import type { Row } from '../screen/span.ts';
import { NO_LIVE_STATE, type LiveState, applyMessage } from '../live/feed/live-state.ts';
import { createPacer } from '../live/pacer.ts';
import { glyphsFor } from '../live/screen/glyphs.ts';
import { createChooser } from './choose.ts';
import type { PanelParts } from './panel.ts';
import { panelRows } from './panel-rows.ts';

/** What the panel shows while it is on. */
export interface PanelView {
  /** Its rows, no wider and no more than told. */
  rows(width: number, height: number): Row[];
  close(): void;
}

/** Four frames a second at most. */
const FRAME_MS = 250;
/** Rates fade by themselves. */
const TICK_MS = 500;

/** Follows the feed until it is closed. */
export function openPanelView({ feed, env, changed }: Omit<PanelParts, 'theme'>): PanelView {
  const abort = new AbortController();
  const chooser = createChooser();
  const glyphs = glyphsFor(env);
  const pacer = createPacer(changed, FRAME_MS, () => performance.now());
  const ticks = setInterval(() => {
    if (pacer.isQuiet(TICK_MS - FRAME_MS)) pacer.request();
  }, TICK_MS);
  let picture: LiveState = NO_LIVE_STATE;
  /** What the clock of the feed showed when a message came. */
  let clock = { at: 0, since: performance.now() };
  let drawn: { readonly key: string; readonly rows: Row[] } | undefined;
  void follow();

  async function follow(): Promise<void> {
    let reason = 'The feed has ended.';
    try {
      for await (const message of feed({ intervalMs: FRAME_MS, signal: abort.signal })) {
        picture = applyMessage(picture, message);
        clock = { at: message.at, since: performance.now() };
        pacer.request();
      }
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (abort.signal.aborted) return;
    picture = applyMessage(picture, { kind: 'lost', at: Date.now(), reason });
    pacer.request();
  }

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
