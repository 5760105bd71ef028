import { DescriptorMessage } from './descriptor-message.ts';
import { AF_UNIX, EAGAIN, type Libc, NONBLOCK_CLOEXEC, SOCK_DGRAM } from './libc.ts';

/** Room for a struct sockaddr_un: the family and a path of 108 bytes. */
const ADDRESS_BYTES = 112;
const LONGEST_PATH = 107;
/** The longest message, bytes. */
const LONGEST_TEXT = 4_096;

/** The result of sending: `full` where the other end has no room now and may have later. */
type Sent = 'sent' | 'full' | 'failed';

/**
 * The socket of a service manager, which takes datagrams of lines such as `READY=1`, with descriptors where asked for
 * (sd_notify(3), "Notification Protocol"). Sending never waits.
 */
export class NotifySocket {
  readonly fd: number;
  readonly #libc: Libc;
  readonly #message: DescriptorMessage;

  constructor(libc: Libc, fd: number, message: DescriptorMessage) {
    this.#libc = libc;
    this.fd = fd;
    this.#message = message;
  }

  /** Sends lines, and descriptors with them. */
  send(text: string, descriptors: readonly number[] = []): Sent {
    const errno = this.#message.send(this.fd, Buffer.from(text), descriptors);
    if (errno === 0) return 'sent';
    return errno === EAGAIN ? 'full' : 'failed';
  }

  close(): void {
    this.#libc.close(this.fd);
  }
}

/** Opens a notification socket for an address such as `/run/systemd/notify` or `@name`; undefined where it is no address. */
export function openNotifySocket(libc: Libc, to: string | undefined): NotifySocket | undefined {
  if (to === undefined || !/^[/@]./.test(to) || Buffer.byteLength(to) > LONGEST_PATH) return undefined;
  const address = Buffer.allocUnsafeSlow(ADDRESS_BYTES).fill(0);
  address.writeUInt16LE(AF_UNIX, 0);
  const bytes = 2 + address.write(to, 2);
  // An abstract name begins with a zero byte (unix(7)).
  if (to.startsWith('@')) address[2] = 0;
  const fd = libc.socket(AF_UNIX, SOCK_DGRAM | NONBLOCK_CLOEXEC, 0);
  if (fd === -1) return undefined;
  return new NotifySocket(libc, fd, new DescriptorMessage(libc, LONGEST_TEXT, { address, bytes }));
}
