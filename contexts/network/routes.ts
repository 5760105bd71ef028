import type { Outcome } from '../../src/language/outcome.ts';
import type { InterfaceFacts, RouteFacts } from '../../src/system/network/facts.ts';
import { orDash } from './layout.ts';

const HEADING = 'Publish  Type      Met  Prefix                    Idx  Gateway/Interface Name';
const DASHES = '-------  --------  ---  ------------------------  ---  ------------------------';

/** Answers `show route`; a route that refuses packets has no interface, and says so. */
export function routesAnswer(routes: readonly RouteFacts[], interfaces: readonly InterfaceFacts[]): Outcome {
  const found = routes.map((route) => ({
    prefix: route.prefix,
    gateway: route.gateway,
    interface: route.interface,
    index: interfaces.find((one) => one.name === route.interface)?.index ?? null,
    metric: route.metric,
    type: route.type,
  }));
  const rows = found.map(
    (one) =>
      `${'No'.padEnd(7)}  ${orDash(one.type).padEnd(8)}  ${String(one.metric).padEnd(3)}  ` +
      `${one.prefix.padEnd(24)}  ${orDash(one.index).padStart(3)}  ${one.gateway ?? one.interface ?? 'refused'}`,
  );
  return { kind: 'text', lines: ['', HEADING, DASHES, ...rows, ''], json: { routes: found } };
}
