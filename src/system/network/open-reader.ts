import type { NetworkReader } from './reader.ts';

/** Returns the reader for this system: Linux tells everything, other systems what Node finds out. */
export async function openNetworkReader(
  platform: NodeJS.Platform = process.platform,
): Promise<NetworkReader> {
  if (platform === 'linux') return (await import('./linux.ts')).linuxReader;
  return (await import('./portable.ts')).portableReader;
}
