import { closeSync, renameSync, writeSync } from 'node:fs';
import { appendToOwnFile } from '../../store/own-file.ts';
import { visible } from '../../language/visible.ts';

/** The service's log: lines with a time in one file, which is renamed to `.1` when it has grown, and begun again. */
export interface Log {
  line(text: string): void;
  /** Writes the lines that wait and closes the file. */
  close(): void;
}

/** Size at which a log is renamed, in bytes; both files together stay below twice that. */
const MAX_BYTES = 1024 * 1024;

/** Longest line, in characters. */
const MAX_LINE = 2000;

/**
 * Opens a log for appending. Lines of one turn of the event loop are written together. Where the file cannot be written,
 * lines are dropped silently, since a log must not stop a relay.
 */
export function openLog(path: string, maxBytes: number = MAX_BYTES): Log {
  let file: { fd: number; size: number } | undefined;
  let waiting: string[] = [];
  let planned: NodeJS.Immediate | undefined;

  function flush(): void {
    clearImmediate(planned);
    planned = undefined;
    if (waiting.length === 0) return;
    const text = `${waiting.join('\n')}\n`;
    waiting = [];
    try {
      file ??= appendToOwnFile(path, path);
      if (file.size > 0 && file.size + Buffer.byteLength(text) > maxBytes) {
        closeSync(file.fd);
        file = undefined;
        renameSync(path, `${path}.1`);
        file = appendToOwnFile(path, path);
      }
      file.size += writeSync(file.fd, text);
    } catch {
      // See above.
    }
  }

  return {
    line(text) {
      waiting.push(`${new Date().toISOString()} ${visible(text.slice(0, MAX_LINE))}`);
      planned ??= setImmediate(flush);
    },
    close() {
      flush();
      if (file) closeSync(file.fd);
      file = undefined;
    },
  };
}
