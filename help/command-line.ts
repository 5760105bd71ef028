/** The options of netsh's command line that take an argument, but for `-p`, which is refused. */
export const LETTERS = [
  { value: '-a', argument: 'FILE', text: 'Runs a file of aliases first.' },
  { value: '-c', argument: 'CONTEXT', text: 'Starts in a context.' },
  { value: '-f', argument: 'SCRIPT', text: 'Runs a script.' },
  { value: '-r', argument: 'MACHINE', text: 'Works on another machine, through ssh.' },
  { value: '-u', argument: 'USER', text: 'The user there.' },
] as const;
