import type { EntryState } from '../../../portproxy/state.ts';
import type { ListedEntry } from '../../../service/contract/status.ts';
import type { Tone } from '../../screen/theme.ts';

/** The state of an entry as tables show it, and its tone. */
interface ShownState {
  readonly text: string;
  readonly tone: Tone;
}

/** Returns the state of an entry; of one that listens while some of its targets are down, how many are not: `1/2 up`. */
export function shownState({ state, counters }: ListedEntry): ShownState {
  const targets = counters?.targets ?? [];
  const down = targets.filter((target) => target.state === 'down').length;
  if (state !== 'listening' || down === 0) return { text: state, tone: stateTone(state) };
  const text = `${targets.length - down}/${targets.length} up`;
  return { text, tone: down === targets.length ? 'bad' : 'warning' };
}

/** Returns the tone of a state. */
export function stateTone(state: EntryState): Tone {
  switch (state) {
    case 'listening':
      return 'good';
    case 'failed':
      return 'bad';
    case 'held':
      return 'warning';
    case 'disabled':
    case 'stopped':
      return 'quiet';
  }
}
