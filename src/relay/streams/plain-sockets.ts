import { Socket, type SocketConstructorOpts } from 'node:net';
import { type AcceptedSocket, type SocketOwner, type Sockets, openConnected } from './sockets.ts';

const nothingToSend = Buffer.alloc(0);

const options: SocketConstructorOpts & Record<string, unknown> = {
  allowHalfOpen: true,
  noDelay: true,
  highWaterMark: 1,
};

/** Sockets as Node documents them: each read is a `data` event, in memory that Node allocates for it. */
export const plainSockets: Sockets = {
  kind: 'plain',

  onConnection(server, accept, failed) {
    server.on('connection', (socket: Socket) => accept(accepted(socket)));
    server.on('error', (error: NodeJS.ErrnoException) => failed(error.code ?? error.message));
  },

  adopt(fd) {
    const socket = openConnected(fd);
    socket.setNoDelay(true);
    return accepted(socket);
  },

  create(owner) {
    return own(new Socket(options), owner);
  },

  write(socket, chunk, done) {
    socket.write(chunk, done);
  },

  read(socket) {
    socket.resume();
  },

  finish(socket, done) {
    socket.end(done);
  },

  probe(socket) {
    // The system reports a failure to a write of nothing too, where it can be written to.
    if (socket.writable && socket.writableLength === 0) socket.write(nothingToSend);
  },

  queued: (socket) => socket.writableLength,
  takeBack() {},
};

/** The options of a server whose connections are used as plain sockets. */
export const plainServerOptions = { allowHalfOpen: true, pauseOnConnect: true, noDelay: true } as const;

function accepted(socket: Socket): AcceptedSocket {
  socket.on('error', nothing);
  return {
    remote() {
      const { remoteAddress: address, remotePort: port } = socket;
      return address === undefined || port === undefined ? undefined : { address, port };
    },
    localAddress: () => socket.localAddress,
    take: (owner) => own(socket, owner),
    reset: () => void socket.resetAndDestroy(),
  };
}

function nothing(): void {}

function own(socket: Socket, owner: SocketOwner): Socket {
  socket.on('data', (chunk: Buffer) => {
    if (!owner.received(chunk, chunk.length)) socket.pause();
  });
  socket.on('connect', () => owner.connected());
  socket.on('end', () => owner.ended());
  socket.on('error', (error) => owner.failed(error));
  socket.on('close', () => owner.closed());
  // A data listener starts the flow; reading is to start by resume().
  socket.pause();
  return socket;
}
