// Paced traffic through a relay, for benchmarks that want some: `node test/bench/traffic.ts PORT TARGETPORT`. 64 KB each
// way a millisecond, until its standard input ends.
import { connect, createServer } from 'node:net';

const [port, target] = process.argv.slice(2).map(Number) as [number, number];
const chunk = Buffer.alloc(64 * 1024, 'x');
createServer((socket) => void socket.on('error', () => {}).pipe(socket)).listen(target, '127.0.0.1', () => {
  const client = connect(port, '127.0.0.1');
  client.on('error', () => process.exit(1));
  client.resume();
  setInterval(() => client.writableLength < chunk.length * 4 && client.write(chunk), 1);
  client.once('data', () => console.log('flowing'));
});
process.stdin.on('end', () => process.exit(0)).resume();
