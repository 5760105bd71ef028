/** Words of a text as a search compares them, in order: letters and digits in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Returns the stem of an English word, which its forms share: `forward` of forwards, forwarded and forwarding. */
export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  const singular = word
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/([^su])s$/, '$1');
  const bare = singular.replace(/(?<=\w{3})(ing|ed|er|ation|ions?)$/, '');
  return bare.replace(/([bdglmnprt])\1$/, '$1').replace(/e$/, '');
}

/** Words that people bring from other programs, and the words of netsh that mean the same. */
const MEANS: Readonly<Record<string, readonly string[]>> = {
  redirect: ['forward'],
  tunnel: ['forward'],
  nat: ['forward'],
  expose: ['forward'],
  publish: ['forward'],
  create: ['add'],
  new: ['add'],
  insert: ['add'],
  remove: ['delete', 'reset'],
  rm: ['delete'],
  erase: ['delete', 'reset'],
  clear: ['reset'],
  flush: ['reset'],
  change: ['set'],
  edit: ['set'],
  modify: ['set'],
  update: ['set'],
  list: ['show'],
  ls: ['show'],
  display: ['show'],
  view: ['show', 'monitor'],
  print: ['show', 'dump'],
  save: ['dump', 'export'],
  backup: ['dump'],
  restore: ['exec', 'import'],
  load: ['import', 'exec'],
  run: ['exec'],
  permit: ['allow'],
  deny: ['block'],
  ban: ['block'],
  drop: ['block', 'kill'],
  disconnect: ['kill'],
  close: ['kill'],
  enable: ['state'],
  disable: ['state'],
  pause: ['state'],
  server: ['relay', 'machine'],
  daemon: ['relay'],
  service: ['relay'],
  remote: ['machine'],
  ssh: ['machine'],
  live: ['monitor', 'watch'],
  traffic: ['statistics', 'monitor'],
  bytes: ['statistics'],
  bandwidth: ['statistics', 'monitor'],
  sessions: ['connections'],
  clients: ['connections'],
  quit: ['exit'],
  leave: ['exit'],
  shortcut: ['alias', 'keys'],
  vim: ['vi'],
};

const MEANINGS = new Map(
  Object.entries(MEANS).map(([word, meant]) => [stem(word), meant.map((one) => stem(one))]),
);

/** Returns the stems that mean the same as a word, in netsh's words; none for most. */
export function meanings(word: string): readonly string[] {
  return MEANINGS.get(stem(word)) ?? [];
}
