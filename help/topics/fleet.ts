import type { Topic } from './topic.ts';

/** Many machines with one table. */
export const fleet: Topic = {
  also: [
    'machines',
    'nats',
    'jetstream',
    'cluster',
    'labels',
    'join',
    'leave',
    'history',
    'undo',
    'revision',
    'gateways',
    'shared',
    'several machines',
  ],
  parts: [
    'The machines of a fleet follow one table beside their own. It is kept by NATS servers (nats-server with JetStream): one, or three for when ' +
      'one dies. Each machine joins once:',
    { shell: ['nats-server -js -sd /var/lib/nats'] },
    {
      in: ['fleet'],
      lines: ['join servers=nats://10.0.0.1:4222 machine=gw1 labels=site=berlin,role=edge', 'show machines'],
    },
    'On the fleet the commands of interface portproxy work on its table, in the shell as well as in scripts. machines= chooses where an ' +
      'entry is: by names, or by labels of which a machine has all; without it everywhere.',
    {
      shell: [
        'netsh -r fleet interface portproxy add v4tov4 8080 10.0.0.5 80 machines=site=berlin',
        'netsh -r fleet interface portproxy show status',
        'netsh -r fleet -f forwards.txt',
      ],
    },
    'Rules of advfirewall of the fleet count on every machine beside its own; a block of either keeps a client out:',
    {
      shell: [
        'netsh -r fleet advfirewall firewall add rule name=web dir=in action=allow protocol=TCP localport=8080 remoteip=10.0.0.0/8',
      ],
    },
    "show status tells on how many machines an entry listens, and why not on the others. A machine's own entry comes before one of the fleet on the " +
      'same address and port. set machine fleet goes to the fleet in the shell, set machine comes back.',
    'Each change is a revision. The history tells who made it, when, and on which machine; undo puts one back, where nothing of it was changed later:',
    { shell: ['netsh fleet show history', 'netsh fleet show history listenport=8080', 'netsh fleet undo 7'] },
    'While the servers are away every machine forwards on with its last table, and changes of the fleet are refused. leave ends ' +
      'a membership.',
  ],
};
