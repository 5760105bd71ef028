// Runs a program of Node in a folder: in-folder.mjs FOLDER PROGRAM ARGUMENTS. Wine starts all programs at its root.
import { spawn } from 'node:child_process';

const [folder, ...args] = process.argv.slice(2);
spawn(process.execPath, args, { cwd: folder, stdio: 'inherit' }).on('exit', (code) =>
  process.exit(code ?? 1),
);
