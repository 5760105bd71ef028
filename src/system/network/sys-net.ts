import type { InterfaceFacts } from './facts.ts';

/** Attributes of /sys/class/net/NAME (sysfs-class-net) as text; undefined where unreadable. */
export type LinkAttributes = Readonly<
  Record<'ifindex' | 'mtu' | 'flags' | 'operstate' | 'carrier', string | undefined>
>;

/** Interface flags of linux/if.h. */
const UP = 0x1;
const LOOPBACK = 0x8;

/** Returns an interface from its attributes; by its carrier where the driver does not tell its state. */
export function linkFacts(name: string, attributes: LinkAttributes): InterfaceFacts {
  const flags = Number.parseInt(attributes.flags ?? '', 16);
  const state = attributes.operstate?.trim();
  const isEnabled = (flags & UP) !== 0;
  const isUp = state === 'up' || (state === 'unknown' && attributes.carrier?.trim() === '1');
  return {
    name,
    index: figure(attributes.ifindex),
    mtu: figure(attributes.mtu),
    isEnabled,
    isConnected: isEnabled && isUp,
    isLoopback: (flags & LOOPBACK) !== 0,
  };
}

/** Parses a file that holds one number; null where it does not. */
export function figure(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d+\s*$/.test(text) ? Number(text) : null;
}
