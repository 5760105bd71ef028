// Tries the packed program on the system that this runs on: node smoke.ts bin/netsh.js SOCKETS, where SOCKETS is the kind of
// sockets that the relay must say it uses. Needs nothing but Node. One line a step; ends with 1 where one failed.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { features } from './smoke/features.ts';
import { files } from './smoke/files.ts';
import { forwarding } from './smoke/forwarding.ts';
import { IS_WINDOWS, Netsh, counts } from './smoke/harness.ts';
import { lives } from './smoke/lives.ts';
import { places } from './smoke/places.ts';

const [program = '', sockets = ''] = process.argv.slice(2);
// Each step has its limit; this is for all of them together.
setTimeout(() => {
  console.log('FAIL it takes too long');
  process.exit(1);
}, 1_500_000).unref();
const netsh = new Netsh(program);
const forwards = await forwarding(netsh, sockets);
await features(netsh, forwards);
await files(netsh, forwards);
await lives(netsh, program, forwards);
// Pure code decides about these: one system is enough for what is not Windows' own.
if (IS_WINDOWS) await places(netsh);
const log = path.join(netsh.home, 'service.log');
if (counts.failed > 0 && existsSync(log))
  console.log(readFileSync(log, 'utf8').split('\n').slice(-30).join('\n'));
await netsh.close();
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed > 0 ? 1 : 0);
