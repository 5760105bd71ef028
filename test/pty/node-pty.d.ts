// The package describes itself under the name that it has without our alias; this is as much of it as the tests use.
declare module 'node-pty' {
  /** A program in a pseudo-terminal. */
  export interface IPty {
    readonly pid: number;
    onData(listener: (data: string) => void): void;
    onExit(listener: (ended: { exitCode: number; signal?: number }) => void): void;
    write(data: string): void;
    resize(columns: number, rows: number): void;
    kill(signal?: string): void;
  }

  export function spawn(
    file: string,
    args: string[],
    options: {
      name: string;
      cols: number;
      rows: number;
      cwd?: string;
      env: Record<string, string | undefined>;
    },
  ): IPty;
}
