import type { OAuthError } from '../../errors/oauth-error.ts';
import type { Answered, RequestRecorder } from '../../http/request-recorder.ts';
import type { HttpReply, HttpRequest } from '../../model/http-message.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { Events, ServerEvent } from '../../operations/events.ts';
import type { Tracing } from '../../operations/tracing.ts';
import type { Trips } from '../trips.ts';
import { currentTrip, duringTrip } from './current-trip.ts';
import { type EndpointKind, kindOf } from './endpoint-kinds.ts';
import { TripRecord } from './trip-record.ts';
import { watchStep } from './watch-calls.ts';
import { WatchedRequest } from './watched-request.ts';

/**
 * Trips with their steps, in a second. Of more requests nobody could look at all before newer ones push them out: then only those that are refused are kept, in
 * brief, and what a busy server pays is next to nothing.
 */
const mostInSecond = 250;

type Kind = Exclude<EndpointKind, 'none'>;

/**
 * Records the trips of requests: the same spans that traces have, by wrapping the same services. Made before the services, and only where
 * trips are to be kept.
 */
export class Recorder implements RequestRecorder, Tracing {
  readonly #free: TripRecord[] = [];
  /** Of requests without a record: errors that went to the client by a redirect. */
  readonly #refusedElsewhere = new Map<string, ServerEvent>();
  #trips: Trips | undefined;
  #second = 0;
  #left = mostInSecond;

  /** Keeps trips from now on. */
  keepIn(trips: Trips, events: Events): void {
    this.#trips = trips;
    events.listen((event, context) => {
      const record = currentTrip();
      if (record !== undefined) record.noteEvent(event);
      else if (event.type === 'AuthorizationRefused' && context !== undefined && this.#refusedElsewhere.size < 1000)
        this.#refusedElsewhere.set(context.requestId, event);
    });
  }

  record(
    request: HttpRequest,
    context: RequestContext,
    endpoint: string,
    answer: (request: HttpRequest, answered?: Answered) => Promise<HttpReply>,
  ): Promise<HttpReply> {
    const kind = kindOf(endpoint);
    if (kind === 'none') return answer(request);
    if (!this.#hasTime()) {
      return answer(request, (reply, error) => {
        if (error !== undefined || reply.status >= 400 || this.#refusedElsewhere.size > 0)
          this.#keepInBrief(request, context, endpoint, kind, reply, error);
      });
    }
    const watched = new WatchedRequest(request);
    const record = this.#free.pop() ?? new TripRecord();
    record.open(watched, context, endpoint, kind);
    return duringTrip(record, () => answer(watched, (reply, error) => this.#close(record, watched, reply, error)));
  }

  wrap<Target extends object>(target: Target, spans: { readonly [Method in keyof Target]?: string }): Target {
    let watched = target;
    for (const [method, name] of Object.entries<string | undefined>(spans)) {
      if (name !== undefined) watched = watchStep(watched, method, name);
    }
    return watched;
  }

  #hasTime(): boolean {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#left = mostInSecond;
    }
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  #close(record: TripRecord, request: WatchedRequest, reply: HttpReply, error: OAuthError | undefined): void {
    try {
      if (error !== undefined) record.noteRefusal(error);
      record.close(request, reply);
      const pushedOut = this.#trips?.add(record);
      if (pushedOut instanceof TripRecord) this.#free.push(pushedOut);
    } catch {
      // A trip is lost sooner than an answer.
    }
  }

  #keepInBrief(
    request: HttpRequest,
    context: RequestContext,
    endpoint: string,
    kind: Kind,
    reply: HttpReply,
    error: OAuthError | undefined,
  ): void {
    const event = this.#refusedElsewhere.get(context.requestId);
    this.#refusedElsewhere.delete(context.requestId);
    if (event === undefined && error === undefined && reply.status < 400) return;
    const watched = new WatchedRequest(request);
    const record = this.#free.pop() ?? new TripRecord();
    record.open(watched, context, endpoint, kind, true);
    if (event !== undefined) record.noteEvent(event);
    this.#close(record, watched, reply, error);
  }
}
