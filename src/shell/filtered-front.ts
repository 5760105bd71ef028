import type { Filter } from '../language/reading.ts';
import { type FrontEnd, writeRemark } from './front-end.ts';

/** A front end whose output is filtered line by line. */
export interface FilteredFront extends FrontEnd {
  /** Writes what is left at the end of the output. */
  end(): void;
}

/** Returns a front end that filters what it is given for standard output; errors and notes pass, remarks come last. */
export function filteredFront(front: FrontEnd, filters: readonly Filter[]): FilteredFront {
  const stages = filters.map(stageOf);
  let rest = '';
  let remarks = '';
  const write = (line: string): void => front.out(`${line}\n`);
  return {
    ...front,
    err: (text) => front.err(text),
    remark: (text) => (remarks += text),
    outError: (text) => front.out(text),
    out(text) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) if (isKept(line, stages)) write(line);
    },
    end() {
      if (rest !== '' && isKept(rest, stages)) write(rest);
      // A count is a line for the filters behind it.
      for (const [at, stage] of stages.entries()) {
        const line = stage.end?.();
        if (line !== undefined && isKept(line, stages.slice(at + 1))) write(line);
      }
      if (remarks !== '') writeRemark(front, remarks);
    },
  };
}

/** A filter at work. */
interface Stage {
  keeps(line: string): boolean;
  /** Returns the line that stands for all that it took. */
  end?(): string;
}

function isKept(line: string, stages: readonly Stage[]): boolean {
  return stages.every((stage) => stage.keeps(line));
}

function stageOf(filter: Filter): Stage {
  if (filter.kind === 'count') return counting();
  const { isExact, isInverse } = filter;
  const text = isExact ? filter.text : filter.text.toLowerCase();
  return { keeps: (line) => (isExact ? line : line.toLowerCase()).includes(text) !== isInverse };
}

/** Counts the rows below dashes; where there are no dashes, the lines that are not blank. */
function counting(): Stage {
  let lines = 0;
  let rows: number | undefined;
  let isInTable = false;
  return {
    keeps(line) {
      if (/^-{2,}[ -]*$/.test(line)) {
        rows ??= 0;
        isInTable = true;
      } else if (line.trim() === '') isInTable = false;
      else if (isInTable && rows !== undefined) rows++;
      else lines++;
      return false;
    },
    end: () => String(rows ?? lines),
  };
}
