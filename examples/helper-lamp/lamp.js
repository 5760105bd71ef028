// A helper of netsh: `add helper examples/helper-lamp/lamp.js` brings the context `lamp`.
import { appendFile, readFile } from 'node:fs/promises';
import { command, context, file, group, integer, oneOf, optional, required } from 'netsh-shell/helper';

export default context({
  name: 'lamp',
  text: 'Switches the lamps of a log file, which stands for real ones.',
  entries: [
    group({
      name: 'set',
      text: 'Switches a lamp.',
      commands: [
        command({
          name: 'state',
          text: 'Switches a lamp on or off.',
          tags: {
            log: required(file, 'Path of the log.'),
            lamp: required(integer({ min: 1, max: 99 }), 'Number of the lamp.'),
            state: required(oneOf(['on', 'off']), 'What it is to be.'),
            seconds: optional(integer({ min: 0 }), 'How long from now.', 'at once'),
          },
          remarks: ['Writes one line to the log.'],
          examples: ['set state lamps.log 7 on'],
          // lamp and seconds are numbers, state is 'on' or 'off'.
          async action({ log, lamp, state, seconds = 0 }, { signal }) {
            await appendFile(log, `${lamp} ${state} ${seconds}\n`, { signal });
          },
        }),
      ],
    }),
    group({
      name: 'show',
      text: 'Shows lamps.',
      commands: [
        command({
          name: 'log',
          text: 'Shows what was switched.',
          tags: { log: required(file, 'Path of the log.') },
          remarks: ['Shows the log.'],
          async action({ log }) {
            const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
            return { kind: 'text', lines: ['', ...lines, ''], json: { switched: lines } };
          },
        }),
        command({
          name: 'ports',
          text: 'Shows on which ports the relay listens.',
          remarks: ['Asks the portproxy table of the machine that is worked on.'],
          async action(_args, host) {
            const ports = (await host.entries()).map((entry) => entry.listenPort);
            return { kind: 'text', lines: ['', ports.join(' '), ''], json: { ports } };
          },
        }),
      ],
    }),
  ],
});
