import type { TargetStatus } from '../src/relay/relay.ts';
import { ageText } from './layout.ts';

/** Says whether a target answers, since when, and why not; `now` in ms since 1970. */
export function targetStateText(status: TargetStatus, now: number): string {
  return `${stateWords(status, now)}${status.connections > 0 ? `, ${status.connections} open` : ''}`;
}

/** Returns a line for each target of an entry that has several, or checks them: its name, then what is known of it. */
export function targetLines(targets: readonly TargetStatus[] | undefined, now: number): string[] {
  return (targets ?? []).map((status) => `${status.target}: ${targetStateText(status, now)}`);
}

/** Names the targets that do not answer, and why: `10.0.0.5:80 is down: …`; undefined where all are well. */
export function downText(targets: readonly TargetStatus[] | undefined): string | undefined {
  const down = (targets ?? []).filter(({ state }) => state === 'down');
  if (down.length === 0) return undefined;
  return down.map(({ target, reason = 'unknown' }) => `${target} is down: ${reason}.`).join('  ');
}

function stateWords({ state, since, reason, ports }: TargetStatus, now: number): string {
  const forTime = since === undefined ? '' : ` for ${ageText(now - since)}`;
  switch (state) {
    case 'untried':
      return 'not tried yet';
    case 'up':
      return `up${forTime}`;
    case 'down': {
      const where = ports === undefined || ports.length === 1 ? '' : ` on ${ports.length} ports`;
      return `down${forTime}${where}${reason === undefined ? '' : `: ${reason}`}`;
    }
  }
}
