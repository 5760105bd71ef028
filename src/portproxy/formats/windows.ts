import type { Format } from './format.ts';

/** netsh's own scripts: what `dump` prints, and whole dumps of a Windows machine. */
export const windows = {
  name: 'windows',
  title: 'netsh script',
  order: 'by family, then as created',
  carries: {},
  keepsOptions: true,
  reads: {
    what: 'interface portproxy lines of dumps and scripts',
    text:
      'The add, set, delete and reset lines of interface portproxy, also shortened, of dumps and scripts, and the calls ' +
      'of netsh in batch, PowerShell and shell files and in the texts in quotes of other languages. Variables that ' +
      'such a file sets to literal values, arithmetic and loops over lists are filled in, at most 100,000 commands in ' +
      'loops; nothing is ever executed. You can give a value that only a command knows: ' +
      'import FILE with="WSL_IP=10.0.0.5". Conditions are not judged: a call that runs only on one (in an if, an else ' +
      'or a function, after || or a goto) is left out and named, and conditions=yes takes it. A line about portproxy ' +
      'that is not taken is always named. Rules of advfirewall come along, and everything else is counted ' +
      'by its context.',
    decides:
      /^\s*(?!rem\s|@rem\s|::|\/\/|#).*\bnetsh(?:\.exe)?["']?[\s,[(@]{1,10}["']?int\w*["',\s]{1,5}po\w*["',\s]{1,5}(?!sh|dump)/i,
    looks:
      /^\s*(?:@?netsh(\.exe)?\s(?!.*\ssho?w?\s)|#\s*port proxy configuration|#netsh:|pushd\b|interface\s+port|(add|set|delete)\s+v[46]tov[46]\b)/i,
    perhaps:
      /^\s*(?:(?!rem\s|@rem\s|::|\/\/|#|--\s).{0,300}\bnetsh(?:\.exe)?(?:["'`\s,]|$)|(?:advfirewall|interface)\s+\w)/i,
    load: async () => (await import('./windows-read.ts')).readWindows,
  },
  writes: {
    what: 'the same as dump',
    text: 'The same as dump, for netsh -f on Windows.',
    crlf: true,
    load: async () => (await import('./windows-write.ts')).windowsWriter,
  },
} satisfies Format;
