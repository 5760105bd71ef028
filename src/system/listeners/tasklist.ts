/** Reads the names of processes from what `tasklist /fo csv /nh` of Windows prints: `"node.exe","4711","Console","1","9 K"`. */
export function readTasklist(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [, name = '', pid = ''] of text.matchAll(/^"([^"\r\n]+)","(\d{1,10})"/gm)) {
    names.set(Number(pid), name);
  }
  return names;
}
