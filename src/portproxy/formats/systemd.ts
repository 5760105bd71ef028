import type { Format } from './format.ts';
import { IN_COMMENTS, WITHOUT_LIMITS, WITHOUT_PROXY } from './without.ts';

/** Socket units with systemd-socket-proxyd (systemd.socket(5), systemd-socket-proxyd(8)). */
export const systemd = {
  name: 'systemd',
  title: 'systemd',
  order: 'as created',
  carries: {
    every4: { as: '0.0.0.0' },
    every6: { as: '[::]' },
    listenName: { not: 'listens on addresses' },
    connectName: { as: 'a name of either IP version' },
    service: { as: 'its number' },
    rangeSame: { as: 'one pair of units for each port' },
    rangeShifted: { as: 'one pair of units for each port' },
    rangeToOne: { as: 'one socket unit with all its ports' },
    brackets: { as: 'the address in brackets wherever systemd wants them' },
    zone: { not: 'is given no zones' },
    targets: { as: 'its first target alone' },
    udp: { not: 'forwards streams alone' },
    state: { not: 'has no unit for what is not to listen' },
    ...IN_COMMENTS,
    ...WITHOUT_LIMITS,
    maxconnections: { not: 'closes further connections, and lets no client wait' },
    ...WITHOUT_PROXY,
    sourceaddress: { not: 'connects from the address that the system chooses' },
  },
  writes: {
    what: 'units with systemd-socket-proxyd',
    text:
      'A socket unit and a service unit with systemd-socket-proxyd for each entry, several files; with file= the ' +
      'folder to put them in. Entries about which there are rules of advfirewall are left out: systemd says nothing where ' +
      'a kernel does not enforce its IPAddressDeny=.',
    loses: [
      'A client that ends its own side first gets no answer any more: systemd-socket-proxyd keeps no half-closed connections.',
    ],
    check: 'systemd-analyze verify FILE',
    inFolder: true,
    load: async () => (await import('./systemd-write.ts')).systemdWriter,
  },
} satisfies Format;
