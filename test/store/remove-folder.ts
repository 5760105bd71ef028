import { rmSync } from 'node:fs';

/** Removes a folder with all that is in it; Windows lets go of files a moment after the process that had them open has ended. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
