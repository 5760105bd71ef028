import type { IpVersion } from '../../portproxy/family.ts';
import type { Clients, Datagrams } from '../datagrams.ts';
import { NodeClients } from './datagram-clients.ts';

/** UDP over Node's sockets (node:dgram). */
export class NodeDatagrams implements Datagrams {
  clients(version: IpVersion, port: number): Clients {
    return new NodeClients(version, port);
  }

  close(): void {}
}
