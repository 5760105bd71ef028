import type { SystemFirewall } from './system-firewall.ts';

/** Returns ufw where it is switched on (`ufw.conf`) and lets in only what is allowed (`/etc/default/ufw`). */
export function ufwOf(conf: string, defaults: string): SystemFirewall | undefined {
  if (setting(conf, 'ENABLED') !== 'yes' || setting(defaults, 'DEFAULT_INPUT_POLICY') === 'accept') {
    return undefined;
  }
  return {
    name: 'ufw',
    opening: (protocol, ports) => `sudo ufw allow ${ports.join(',').replaceAll('-', ':')}/${protocol}`,
  };
}

/** The last value of a setting in a file of shell assignments, in lower case and without quotes. */
function setting(text: string, name: string): string | undefined {
  let value: string | undefined;
  for (const line of text.split('\n')) {
    const [, key, given] = /^\s*([A-Z_]+)\s*=\s*["']?([^"'#\s]*)/.exec(line) ?? [];
    if (key === name) value = given?.toLowerCase();
  }
  return value;
}
