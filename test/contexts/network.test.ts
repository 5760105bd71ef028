import { expect, test } from 'vitest';
import { configurationAnswer, dnsAnswer } from '../../contexts/network/configuration.ts';
import { interfacesAnswer, parametersAnswer } from '../../contexts/network/interfaces.ts';
import { ipv6AddressesAnswer } from '../../contexts/network/ipv6-addresses.ts';
import { neighborsAnswer } from '../../contexts/network/neighbors.ts';
import { portRangeAnswer } from '../../contexts/network/port-range.ts';
import { routesAnswer } from '../../contexts/network/routes.ts';
import { stateAnswer, statesAnswer } from '../../contexts/network/states.ts';
import { subinterfacesAnswer } from '../../contexts/network/subinterfaces.ts';
import { tcpAnswer } from '../../contexts/network/tcp.ts';
import type { Outcome } from '../../src/language/outcome.ts';
import type { AddressFacts, InterfaceFacts } from '../../src/system/network/facts.ts';

const lo: InterfaceFacts = {
  name: 'lo',
  index: 1,
  mtu: 65_536,
  isEnabled: true,
  isConnected: true,
  isLoopback: true,
};
const lan: InterfaceFacts = { ...lo, name: 'Office LAN', index: 12, mtu: 1500, isLoopback: false };
const off: InterfaceFacts = {
  ...lan,
  name: 'wlan0',
  index: null,
  mtu: null,
  isEnabled: false,
  isConnected: false,
};

function address(values: Partial<AddressFacts>): AddressFacts {
  return {
    interface: 'Office LAN',
    version: 4,
    address: '192.0.2.9',
    prefixLength: 24,
    state: 'Preferred',
    origin: 'Manual',
    valid: 'infinite',
    preferred: 'infinite',
    ...values,
  };
}

function six(values: Partial<AddressFacts>): AddressFacts {
  return address({ version: 6, prefixLength: 64, ...values });
}

function text(outcome: Outcome): string {
  if (outcome.kind !== 'text') throw new Error(`No text: ${outcome.kind}`);
  return `${outcome.lines.join('\n')}\n`;
}

function json(outcome: Outcome): unknown {
  return outcome.kind === 'text' ? outcome.json : undefined;
}

test('interface show interface', () => {
  expect(text(statesAnswer([lo, lan, off]))).toBe(`
Admin State    State          Type             Interface Name
-------------------------------------------------------------------------
Enabled        Connected      Loopback         lo
Enabled        Connected      Dedicated        Office LAN
Disabled       Disconnected   Dedicated        wlan0

`);
  expect(text(stateAnswer(off))).toBe(`
wlan0
   Type:                 Dedicated
   Administrative state: Disabled
   Connect state:        Disconnected

`);
  expect(json(stateAnswer(lo))).toEqual({
    interfaces: [{ name: 'lo', adminState: 'Enabled', state: 'Connected', type: 'Loopback' }],
  });
});

test('show interfaces', () => {
  expect(text(interfacesAnswer([lo, lan, off]))).toBe(`
Idx     Met         MTU          State                Name
---  ----------  ----------  ------------  ---------------------------
  1           -       65536  connected     lo
 12           -        1500  connected     Office LAN
  -           -           -  disconnected  wlan0

`);
  expect(json(interfacesAnswer([lan]))).toEqual({
    interfaces: [{ name: 'Office LAN', index: 12, metric: null, mtu: 1500, state: 'connected' }],
  });
});

test('show interfaces NAME: only lines that the system tells', () => {
  const settings = {
    forwarding: false,
    baseReachableTimeMs: 30_000,
    retransmissionIntervalMs: null,
    dadTransmits: 1,
  };
  expect(text(parametersAnswer([{ facts: lan, settings }]))).toBe(`
Interface Office LAN Parameters
----------------------------------------------
IfIndex                            : 12
State                              : connected
Link MTU                           : 1500 bytes
Base Reachable Time                : 30000 ms
DAD Transmits                      : 1
Forwarding                         : disabled

`);
});

test('ipv4 show addresses and config', () => {
  const configuration = {
    version: 4,
    addresses: [
      address({}),
      address({ address: '198.51.100.77', prefixLength: 26 }),
      address({ interface: 'lo', address: '127.0.0.1', prefixLength: 8 }),
    ],
    routes: [
      {
        version: 4,
        prefix: '0.0.0.0/0',
        gateway: '192.0.2.1',
        interface: 'Office LAN',
        metric: 100,
        type: null,
      },
      {
        version: 4,
        prefix: '10.0.0.0/8',
        gateway: '192.0.2.2',
        interface: 'Office LAN',
        metric: 0,
        type: null,
      },
    ],
    hasDhcpLease: (one: InterfaceFacts) => (one === lan ? true : null),
  } as const;
  const blocks = `
Configuration for interface "lo"
    IP Address:                           127.0.0.1
    Subnet Prefix:                        127.0.0.0/8 (mask 255.0.0.0)

Configuration for interface "Office LAN"
    DHCP enabled:                         Yes
    IP Address:                           192.0.2.9
    Subnet Prefix:                        192.0.2.0/24 (mask 255.255.255.0)
    IP Address:                           198.51.100.77
    Subnet Prefix:                        198.51.100.64/26 (mask 255.255.255.192)
    Default Gateway:                      192.0.2.1
    Gateway Metric:                       100

Configuration for interface "wlan0"

`;
  expect(text(configurationAnswer([lo, lan, off], configuration))).toBe(blocks);
  const dnsServers = ['192.0.2.53', '192.0.2.54'];
  expect(text(configurationAnswer([lo, lan, off], { ...configuration, dnsServers }))).toBe(`${blocks}\
Configuration for all interfaces
    DNS Servers:                          192.0.2.53
                                          192.0.2.54

`);
  expect(
    json(configurationAnswer([lan], { ...configuration, routes: null, addresses: [address({})] })),
  ).toEqual({
    interfaces: [
      {
        name: 'Office LAN',
        index: 12,
        dhcpEnabled: true,
        addresses: [
          { address: '192.0.2.9', prefixLength: 24, subnet: '192.0.2.0/24', mask: '255.255.255.0' },
        ],
        gateways: null,
      },
    ],
  });
});

test('ipv6 show addresses: each interface that has one, lifetimes, the zone of a link', () => {
  const answer = ipv6AddressesAnswer(
    [lo, lan, off],
    [
      six({ interface: 'lo', address: '::1', origin: 'Other' }),
      six({ address: '2001:db8::9', origin: 'Public', valid: 2_591_998, preferred: 3601 }),
      six({ address: '2001:db8::a', origin: 'Temporary', state: 'Deprecated', valid: 59, preferred: 0 }),
      six({ address: 'fe80::9', origin: null, state: null, valid: null, preferred: null }),
    ],
  );
  expect(text(answer)).toBe(`
Interface 1: lo

Addr Type  DAD State   Valid Life Pref. Life Address
---------  ----------- ---------- ---------- ------------------------
Other      Preferred     infinite   infinite ::1

Interface 12: Office LAN

Addr Type  DAD State   Valid Life Pref. Life Address
---------  ----------- ---------- ---------- ------------------------
Public     Preferred   29d23h59m58s     1h0m1s 2001:db8::9
Temporary  Deprecated         59s         0s 2001:db8::a
-          -                    -          - fe80::9%12

`);
});

test('show route', () => {
  const answer = routesAnswer(
    [
      {
        version: 4,
        prefix: '0.0.0.0/0',
        gateway: '192.0.2.1',
        interface: 'Office LAN',
        metric: 0,
        type: 'Manual',
      },
      {
        version: 4,
        prefix: '192.0.2.0/24',
        gateway: null,
        interface: 'Office LAN',
        metric: 256,
        type: 'System',
      },
      { version: 4, prefix: '10.0.0.0/8', gateway: null, interface: null, metric: 1024, type: null },
    ],
    [lo, lan],
  );
  expect(text(answer)).toBe(`
Publish  Type      Met  Prefix                    Idx  Gateway/Interface Name
-------  --------  ---  ------------------------  ---  ------------------------
No       Manual    0    0.0.0.0/0                  12  192.0.2.1
No       System    256  192.0.2.0/24               12  Office LAN
No       -         1024  10.0.0.0/8                  -  refused

`);
});

test('show neighbors', () => {
  const neighbor = { version: 4, interface: 'Office LAN', isRouter: false } as const;
  const answer = neighborsAnswer(
    [lan],
    [
      { ...neighbor, address: '192.0.2.1', mac: '02:AB:00:00:00:01', type: 'Reachable', isRouter: true },
      { ...neighbor, address: '192.0.2.77', mac: null, type: 'Incomplete' },
      { ...neighbor, interface: 'other', address: '192.0.2.78', mac: null, type: null },
    ],
  );
  expect(text(answer)).toBe(`
Interface 12: Office LAN


Internet Address                              Physical Address   Type
--------------------------------------------  -----------------  -----------
192.0.2.1                                     02-ab-00-00-00-01  Reachable (Router)
192.0.2.77                                                       Incomplete

`);
});

test('show subinterfaces: columns grow with their figures', () => {
  const traffic = [
    { interface: 'lo', bytesIn: 0, bytesOut: 161_036 },
    { interface: 'Office LAN', bytesIn: 51_226_104, bytesOut: 9_042_334 },
  ];
  expect(text(subinterfacesAnswer([lo, lan, off], traffic))).toBe(`
   MTU  MediaSenseState   Bytes In  Bytes Out  Interface
------  ---------------  ---------  ---------  -------------
 65536                1          0     161036  lo
  1500                1   51226104    9042334  Office LAN
     -                5          -          -  wlan0

`);
  const [, heading] = text(
    subinterfacesAnswer([lan], [{ interface: 'Office LAN', bytesIn: 123_456_789_012, bytesOut: 1 }]),
  ).split('\n');
  expect(heading).toBe('   MTU  MediaSenseState      Bytes In  Bytes Out  Interface');
});

test('show dnsservers and dynamicportrange', () => {
  expect(text(dnsAnswer([]))).toBe(`
Configuration for all interfaces
    DNS Servers:                          None

`);
  expect(text(portRangeAnswer('tcp', { start: 49_152, count: 16_384 }))).toBe(`
Protocol tcp Dynamic Port Range
---------------------------------
Start Port      : 49152
Number of Ports : 16384

`);
});

test('tcp show global: only lines that the system tells, a blank after each value', () => {
  const answer = tcpAnswer({
    autoTuning: 'normal',
    congestionProvider: 'cubic',
    ecn: 'incoming',
    timestamps: 'enabled',
    maxSynRetransmissions: 6,
    fastOpen: null,
    hyStart: 'enabled',
  });
  expect(text(answer).replaceAll(' \n', '|\n')).toBe(`Querying active state...

TCP Global Parameters
----------------------------------------------
Receive Window Auto-Tuning Level    : normal|
Add-On Congestion Control Provider  : cubic|
ECN Capability                      : incoming|
RFC 1323 Timestamps                 : enabled|
Max SYN Retransmissions             : 6|
HyStart                             : enabled|

`);
});
