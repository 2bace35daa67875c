import type { OAuthError } from '../../errors/oauth-error.ts';
import type { RequestRecorder } from '../../http/request-recorder.ts';
import type { HttpReply, HttpRequest } from '../../model/http-message.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { Events } from '../../operations/events.ts';
import type { Tracing } from '../../operations/tracing.ts';
import type { Trips } from '../trips.ts';
import { currentTrip, duringTrip } from './current-trip.ts';
import { kindOf } from './endpoint-kinds.ts';
import { TripRecord } from './trip-record.ts';
import { watchStep } from './watch-calls.ts';
import { WatchedRequest } from './watched-request.ts';

/**
 * Records the trips of requests: the same spans that traces have, by wrapping the same services. Made before the services, and only where
 * trips are to be kept.
 */
export class Recorder implements RequestRecorder, Tracing {
  readonly #free: TripRecord[] = [];
  #trips: Trips | undefined;

  /** Keeps trips from now on. */
  keepIn(trips: Trips, events: Events): void {
    this.#trips = trips;
    events.listen((event) => currentTrip()?.noteEvent(event));
  }

  record(
    request: HttpRequest,
    context: RequestContext,
    endpoint: string,
    answer: (request: HttpRequest, answered?: (reply: HttpReply) => void) => Promise<HttpReply>,
  ): Promise<HttpReply> {
    const kind = kindOf(endpoint);
    if (kind === 'none') return answer(request);
    const watched = new WatchedRequest(request);
    const record = this.#free.pop() ?? new TripRecord();
    record.open(watched, context, endpoint, kind);
    const answered = (reply: HttpReply) => {
      try {
        record.close(watched, reply);
        const pushedOut = this.#trips?.add(record);
        if (pushedOut instanceof TripRecord) this.#free.push(pushedOut);
      } catch {
        // A trip is lost sooner than an answer.
      }
    };
    return duringTrip(record, () => answer(watched, answered));
  }

  refused(error: OAuthError): void {
    currentTrip()?.noteRefusal(error);
  }

  wrap<Target extends object>(target: Target, spans: { readonly [Method in keyof Target]?: string }): Target {
    let watched = target;
    for (const [method, name] of Object.entries<string | undefined>(spans)) {
      if (name !== undefined) watched = watchStep(watched, method, name);
    }
    return watched;
  }
}
