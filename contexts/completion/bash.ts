/** The completion script for bash: it asks netsh at each Tab, and takes the answer as plain text. */
export const BASH: readonly string[] = [
  '# Completion of netsh for bash. In ~/.bashrc:',
  '#   eval "$(netsh completion bash)"',
  '_netsh_complete() {',
  '  local program=${1##*/} value text',
  '  COMPREPLY=()',
  '  case $program in netsh | netsh-shell) ;; *) return ;; esac',
  "  while IFS=$'\\t' read -r value text; do",
  '    if [[ $value == :files ]]; then',
  '      compopt -o default 2>/dev/null',
  '      return',
  '    fi',
  '    [[ $value == *[=/] ]] && compopt -o nospace 2>/dev/null',
  '    COMPREPLY+=("$value")',
  '  done < <(command "$program" --complete bash "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null </dev/null)',
  '}',
  'complete -o nosort -F _netsh_complete netsh netsh-shell 2>/dev/null || complete -F _netsh_complete netsh netsh-shell',
];
