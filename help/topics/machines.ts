import type { Topic } from './topic.ts';

/** Other machines. */
export const machines: Topic = {
  also: ['remote', 'ssh', 'machine', 'another', 'server', 'host', 'password', 'login', 'user'],
  parts: [
    'netsh works on the table and the relay of another machine through ssh: one command, a script, or a whole session. That machine ' +
      'needs netsh too, in the path that ssh gets there.',
    { shell: ['netsh -r gateway interface portproxy show all', 'netsh -r gateway -u admin -f forwards.txt'] },
    'In the shell, set machine goes there and comes back, and the prompt says where you are:',
    { in: [], lines: ['set machine name=gateway user=admin', 'set machine'] },
    'Names, keys and agents are those of the configuration of ssh, which may ask for a passphrase at a terminal. Passwords are never taken ' +
      'on the command line. Check the way with: ssh gateway netsh-shell --version',
  ],
};
