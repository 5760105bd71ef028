import { TaskQueue } from '../../async/task-queue.ts';
import { visible } from '../../language/visible.ts';
import type { LoggedLines, Logging } from '../../relay/log/logging.ts';
import { RotatedFile } from '../../store/rotated-file.ts';
import {
  LOG_DEFAULTS,
  type LogRequest,
  type LogResult,
  type LogSetting,
  type LogStatus,
  logProblem,
} from '../contract/log-setting.ts';
import { storeRefusal } from '../contract/refusal.ts';
import { type LineCounts, LineWriter } from './line-writer.ts';

/** Where lines come from, and where the setting is kept. */
export interface ConnectionLogParts {
  /** Asks the relay for lines; see `Relay.logged`. */
  readonly logged: (logging: Logging | undefined) => Promise<LoggedLines | undefined>;
  /** The setting on disk; undefined where nothing is logged. */
  readonly setting: LogSetting | undefined;
  /** Whether netsh itself writes a file: it is no log. */
  readonly isTaken: (file: string) => boolean;
  /** Writes the setting. Throws a `StoreError`. */
  readonly save: (setting: LogSetting | undefined) => void;
  readonly onNotice: (text: string) => void;
}

/** A disk that takes nothing holds the end up for so long at most, ms. */
const CLOSE_MS = 2_000;

/** A setting in force. */
interface Open {
  readonly setting: LogSetting;
  readonly writer: LineWriter;
}

/** The log of connections: its setting, and the file that gets a line for each connection that has ended. */
export class ConnectionLog {
  readonly #parts: ConnectionLogParts;
  readonly #queue = new TaskQueue();
  #open: Open | undefined;
  /** Settles when all lines of the setting in force are with its writer. */
  #asking: Promise<void> | undefined;
  readonly #counts: LineCounts = { lines: 0, lost: 0 };

  constructor(parts: ConnectionLogParts) {
    this.#parts = parts;
  }

  /** The state of the log; undefined where it is off. */
  get status(): LogStatus | undefined {
    if (!this.#open) return undefined;
    const { setting, writer } = this.#open;
    const { reason } = writer;
    return {
      ...setting,
      state: writer.isWriting ? 'writing' : 'failed',
      ...(reason !== undefined && { reason }),
      ...this.#counts,
    };
  }

  /** Logs as the setting on disk says, also where the file cannot be opened yet. */
  start(): void {
    const { setting } = this.#parts;
    if (!setting) return;
    this.#begin(setting, fileOf(setting));
    this.reopen();
  }

  /** Logs as requested from now on, or no longer. Never rejects. */
  change(request: LogRequest): Promise<LogResult> {
    return this.#queue.run(async () => {
      if (request.state === 'off') return await this.#turnOff();
      const { state: _state, ...asked } = request;
      const setting = { ...LOG_DEFAULTS, file: '', ...this.#open?.setting, ...given(asked) };
      const problem = logProblem(setting);
      if (problem !== undefined) return { kind: 'refused', code: 'invalid', detail: problem };
      if (this.#parts.isTaken(setting.file)) {
        const detail = `${visible(setting.file)} is a file of netsh itself. Name another one.`;
        return { kind: 'refused', code: 'invalid', detail };
      }
      const file = fileOf(setting);
      try {
        await file.open();
        this.#parts.save(setting);
      } catch (error) {
        await file.close();
        return storeRefusal(error);
      }
      const before = this.#open;
      const asking = this.#asking;
      this.#begin(setting, file);
      await asking;
      await before?.writer.close(CLOSE_MS);
      return { kind: 'done', log: this.status };
    });
  }

  /** Opens the file anew: another program has put it aside. */
  reopen(): void {
    this.#open?.writer.reopen();
  }

  /** Writes the lines that are left, after the relay was closed. */
  async close(): Promise<void> {
    await this.#asking;
    await this.#open?.writer.close(CLOSE_MS);
  }

  async #turnOff(): Promise<LogResult> {
    try {
      this.#parts.save(undefined);
    } catch (error) {
      return storeRefusal(error);
    }
    const before = this.#open;
    this.#open = undefined;
    const rest = await this.#parts.logged(undefined);
    await this.#asking;
    if (rest) before?.writer.add(rest);
    await before?.writer.close(CLOSE_MS);
    return { kind: 'done' };
  }

  #begin(setting: LogSetting, file: RotatedFile): void {
    const { onNotice } = this.#parts;
    const writer = new LineWriter({
      file,
      format: setting.format,
      counts: this.#counts,
      turned: (reason) => onNotice(reason ?? `The log of connections ${setting.file} is written again.`),
    });
    const open = { setting, writer };
    this.#open = open;
    this.#asking = this.#ask(open);
  }

  /** Takes lines from the relay until another setting is in force, or the relay is closed. */
  async #ask(open: Open): Promise<void> {
    const { format, entries } = open.setting;
    while (this.#open === open) {
      const lines = await this.#parts.logged({ format, entries });
      if (!lines) return;
      open.writer.add(lines);
    }
  }
}

function fileOf({ file, maxSize, keep }: LogSetting): RotatedFile {
  return new RotatedFile({ path: file, maxBytes: maxSize, keep });
}

/** Returns what is named; a value that is undefined is not. */
function given(asked: object): Partial<LogSetting> {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}
