import { chmodSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HomePaths } from '../../store/home.ts';
import { readOwnFile } from '../../store/own-file.ts';
import { controlAddress } from '../contract/control-address.ts';

/** Where an earlier process of a service listens for the one that serves now. */
export interface EarlierSocket {
  /** A path, or on Windows the name of a pipe. */
  readonly address: string;
  /** Lets others find it, when it listens; only its owner can connect. */
  publish(): void;
  /** Removes what others find it by. */
  withdraw(): void;
}

/** An earlier process, as it is found. */
export interface FoundSocket {
  readonly pid: number;
  readonly address: string;
  /** Removes what it was found by: nobody listens there any more. */
  withdraw(): void;
}

const SOCKET = /^old-(\d{1,10})\.sock$/;
/** On Windows a note has the name of the pipe, which nobody can guess. */
const NOTE = /^old-(\d{1,10})\.path$/;
const PIPE = /^\\\\\.\\pipe\\netsh-\d{1,10}-[0-9a-f]{32}$/;

/** Prepares the socket of this process beside the control socket; undefined where that folder is gone. Throws a `StoreError`. */
export function prepareEarlierSocket(
  paths: HomePaths,
  platform: NodeJS.Platform = process.platform,
): EarlierSocket | undefined {
  if (platform === 'win32') {
    const note = join(paths.run, `old-${process.pid}.path`);
    const { randomBytes } = process.getBuiltinModule('node:crypto');
    const address = `\\\\.\\pipe\\netsh-${process.pid}-${randomBytes(16).toString('hex')}`;
    return {
      address,
      publish: () => writeFileSync(note, address, { mode: 0o600 }),
      withdraw: () => rmSync(note, { force: true }),
    };
  }
  const control = controlAddress(paths);
  if (control === undefined) return undefined;
  const address = join(dirname(control), `old-${process.pid}.sock`);
  rmSync(address, { force: true });
  return {
    address,
    publish: () => chmodSync(address, 0o600),
    withdraw: () => rmSync(address, { force: true }),
  };
}

/** Returns the sockets of earlier processes of a home directory, also of such as have died. Throws a `StoreError`. */
export function earlierSockets(
  paths: HomePaths,
  platform: NodeJS.Platform = process.platform,
): readonly FoundSocket[] {
  if (platform === 'win32') {
    return named(paths.run, NOTE).flatMap(({ pid, file }) => {
      const text = readOwnFile(file, `The note ${file} cannot be read`, (fd) => readFileSync(fd, 'utf8'));
      const withdraw = (): void => rmSync(file, { force: true });
      return text !== undefined && PIPE.test(text) ? [{ pid, address: text, withdraw }] : [];
    });
  }
  const control = controlAddress(paths);
  if (control === undefined) return [];
  return named(dirname(control), SOCKET).map(({ pid, file }) => ({
    pid,
    address: file,
    withdraw: () => rmSync(file, { force: true }),
  }));
}

function named(folder: string, pattern: RegExp): { readonly pid: number; readonly file: string }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const pid = pattern.exec(name)?.[1];
    return pid === undefined ? [] : [{ pid: Number(pid), file: join(folder, name) }];
  });
}
