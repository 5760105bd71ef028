/** The usage of the command line itself (spec section 1); printed for `/?` and `-?`, and for wrong options. */
export const COMMAND_LINE_USAGE = [
  '',
  'Usage: netsh [-a AliasFile] [-c Context] [-r RemoteMachine] [-u [DomainName\\]UserName] [-p Password | *]',
  '             [Command | -f ScriptFile]',
] as const;
