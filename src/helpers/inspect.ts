import { isRecord } from '../portproxy/is-record.ts';

import { isVisible } from '../language/visible.ts';

/** Checks values that others made, and keeps the faults, each with its place. */
export class Inspector {
  readonly faults: string[] = [];

  /** Keeps a fault; returns undefined. */
  fault(place: string, what: string): undefined {
    this.faults.push(place === '' ? what : `${place}: ${what}`);
    return undefined;
  }

  /** Returns an object; undefined after a fault, as all checks here. */
  record(value: unknown, place: string): Readonly<Record<string, unknown>> | undefined {
    if (isRecord(value)) return value;
    return this.fault(place, 'Use an object.');
  }

  /** Returns an array of at most `most` values. */
  list(value: unknown, place: string, most = 1000): readonly unknown[] | undefined {
    if (!Array.isArray(value)) return this.fault(place, 'Use an array.');
    return value.length <= most ? value : this.fault(place, `At most ${most} are possible.`);
  }

  /** Returns a word of netsh: letters, digits, `.`, `_`, `-`. */
  word(value: unknown, place: string): string | undefined {
    if (typeof value === 'string' && /^[a-z0-9][a-z0-9._-]{0,39}$/i.test(value) && !/^help$/i.test(value)) {
      return value;
    }
    return this.fault(place, 'Use a word of letters, digits and . _ - (but not help).');
  }

  /** Returns one line of text. */
  line(value: unknown, place: string): string | undefined {
    if (typeof value === 'string' && value !== '' && value.length <= 500 && isVisible(value)) return value;
    return this.fault(place, 'Use one line of text.');
  }

  /** Returns one line of text, or undefined where there is none. */
  optionalLine(value: unknown, place: string): string | undefined {
    return value === undefined ? undefined : this.line(value, place);
  }

  /** Returns lines of text, or undefined where there are none. */
  optionalLines(value: unknown, place: string): readonly string[] | undefined {
    if (value === undefined) return undefined;
    const lines = this.list(value, place) ?? [];
    return lines.map((line, at) => this.line(line, `${place}[${at}]`) ?? '');
  }

  /** Returns a whole number, or undefined where there is none. */
  optionalInteger(value: unknown, place: string): number | undefined {
    if (value === undefined || (typeof value === 'number' && Number.isSafeInteger(value))) return value;
    return this.fault(place, 'Use a whole number.');
  }

  /** Checks that no two have the same name, whatever its case. */
  different(names: readonly { readonly name: string }[], place: string): void {
    const seen = new Set<string>();
    for (const { name } of names) {
      if (seen.has(name.toLowerCase())) this.fault(place, `The name ${name} is given twice.`);
      seen.add(name.toLowerCase());
    }
  }
}
