import { isIPv4, isIPv6 } from 'node:net';

/** Whether a text is an address literal by which only this machine reaches itself: 127.0.0.0/8 or `::1`. */
export function isLoopback(text: string): boolean {
  if (isIPv4(text)) return text.startsWith('127.');
  return isIPv6(text) && !text.includes('%') && new URL(`http://[${text}]`).hostname === '[::1]';
}
