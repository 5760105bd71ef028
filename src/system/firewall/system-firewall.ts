/** The firewall that is in charge of a system and drops what no rule of its own lets in. */
export interface SystemFirewall {
  readonly name: 'firewalld' | 'nftables' | 'ufw' | 'Windows Firewall';
  /** Returns the command that lets clients in; `ports`: ports and ranges `80-90`. */
  readonly opening: (protocol: 'tcp' | 'udp', ports: readonly string[]) => string;
}
