import type { SystemFirewall } from './system-firewall.ts';

/**
 * Returns firewalld where it runs: `processes` are those of its systemd service (`cgroup.procs`), `conf` is
 * `firewalld.conf`, which others than root often cannot read.
 */
export function firewalldOf(processes: string, conf: string): SystemFirewall | undefined {
  if (!/\d/.test(processes) || /^\s*DefaultZone\s*=\s*trusted\s*$/m.test(conf)) return undefined;
  return {
    name: 'firewalld',
    opening(protocol, ports) {
      const added = ports.map((port) => `--add-port=${port}/${protocol}`).join(' ');
      return `sudo firewall-cmd --permanent ${added} && sudo firewall-cmd --reload`;
    },
  };
}
