import type { ServerResponse } from 'node:http';
import { API_ERRORS } from '../../errors/api-errors.ts';
import { fill } from '../../errors/errors.ts';
import { HAND_OVER_PATH } from '../contract/hand-over.ts';
import { ApiFault } from '../contract/service-error.ts';
import { CALLS, CALL_NAMES, type CallName, callOf } from '../contract/calls.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { CallHandlers } from './call-handlers.ts';
import { type Endpoint, type Endpoints, OtherAnswer } from './control-server.ts';
import type { LifeGiver } from './give-life.ts';
import type { MovedAway } from './moved-away.ts';
import type { FeedPublisher } from './feed-publisher.ts';
import { feedInterval, feedResponse } from './feed-response.ts';

/** The parts of the service that its endpoints reach. */
export interface EndpointParts {
  readonly handlers: CallHandlers;
  readonly feed: FeedPublisher;
  /** The live feed of all machines of the fleet. */
  readonly fleetFeed: FeedPublisher;
  readonly fleet: { readonly isMember: boolean };
  readonly metrics: Metrics;
  /** Whether the service is ending, and takes no more changes. */
  readonly isStopping: () => boolean;
  readonly moved: MovedAway;
  readonly giver: LifeGiver;
}

/** Most feeds at once: half of the connections are left for everything else. */
const MAX_FEEDS = 256;

/** Returns the endpoints of the control API: those of the table of calls, the feed, and the text of the metrics. */
export function controlEndpoints(parts: EndpointParts): Endpoints {
  const { handlers, feed, fleetFeed, fleet, metrics, giver } = parts;
  return {
    ...Object.fromEntries(
      CALL_NAMES.map((name) => [callOf(name).path, endpointOf(name, handlers[name], parts)]),
    ),
    [CALLS.events.path]: feedEndpoint(parts, () => feed),
    [CALLS.fleetEvents.path]: feedEndpoint(parts, () => {
      if (!fleet.isMember) throw new ApiFault('invalid', 'This machine is in no fleet.');
      return fleetFeed;
    }),
    [HAND_OVER_PATH]: { method: 'POST', answer: (body) => giver.begin(body) },
    [CALLS.metrics.path]: {
      method: 'GET',
      answer: async () => {
        const { type, text } = await metrics.answer();
        return new OtherAnswer(type, (response) => void response.end(text));
      },
    },
  };
}

/** Returns the endpoint of a feed; `find` throws an `ApiFault` where there is none. */
function feedEndpoint({ feed, fleetFeed, moved }: EndpointParts, find: () => FeedPublisher): Endpoint {
  return {
    method: 'GET',
    answer: (query) => {
      const intervalMs = feedInterval(query);
      if (moved.isMoved) throw new ApiFault('stopping', 'Another process serves now.');
      if (feed.subscribers + fleetFeed.subscribers >= MAX_FEEDS) {
        throw new ApiFault('busy', fill(API_ERRORS.busy.says.feeds, { limit: MAX_FEEDS }));
      }
      const found = find();
      const write = (response: ServerResponse): void => feedResponse(found, intervalMs, response);
      return new OtherAnswer('application/x-ndjson', write, true);
    },
  };
}

function endpointOf<Name extends CallName>(
  name: Name,
  handler: CallHandlers[Name],
  { isStopping, moved }: EndpointParts,
): Endpoint {
  const { method, member, maxBody, changes, args } = callOf(name);
  const answer = async (request: unknown): Promise<unknown> => {
    const read = args(request);
    if (changes && isStopping()) throw new ApiFault('stopping', 'The relay service is ending.');
    const value = await moved.unless(handler(read));
    return member === undefined ? value : { [member]: value };
  };
  return method === 'GET'
    ? { method, answer: (query) => answer(argumentsOf(query)) }
    : { method, answer, maxBody };
}

/** Returns a query as an object; where a name is given twice, the first value counts. */
function argumentsOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].toReversed());
}
