import type { Theme } from '../../screen/theme.ts';
import type { Glyphs } from '../../live/screen/glyphs.ts';

/** How things are drawn on this terminal. */
export interface Look {
  readonly theme: Theme;
  readonly glyphs: Glyphs;
}
