import { claimedClientId } from '../../clients/claimed-client.ts';
import type { OAuthError } from '../../errors/oauth-error.ts';
import { shownClientId } from '../../errors/refusal-fields.ts';
import type { HttpReply } from '../../model/http-message.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { ServerEvent } from '../../operations/events.ts';
import type { Trip, TripParameter, TripSeam } from '../trip.ts';
import type { KeptTrip, Lane } from '../trips.ts';
import type { EndpointKind } from './endpoint-kinds.ts';
import { type ReadParameters, readParameters } from './read-parameters.ts';
import { type Refused, refusalFrom } from './refusal.ts';
import { shownEvent } from './shown-event.ts';
import { shownPath } from './shown-path.ts';
import type { WatchedRequest } from './watched-request.ts';

/** Of each: a request that does more than this is an odd one, and its first ones tell as much. */
const most = 64;

type Outcome = 'done' | 'refused' | 'failed';

/** A step or store call under way. Whole microseconds since the trip began: numbers that need no memory of their own. */
export interface Underway {
  readonly name: string;
  readonly start: number;
  /** -1: not over yet. */
  end: number;
  outcome: Outcome;
  result: string | undefined;
}

const none: readonly never[] = [];

/** What is noted while a request is answered: as little as can be, since it costs every request; made readable when somebody looks. */
export class TripRecord implements KeptTrip {
  readonly requestId: string;
  readonly steps: Underway[] = [];
  storeCalls: Underway[] | undefined;
  seams: TripSeam[] | undefined;
  clientId: string | undefined;
  grantType: string | undefined;
  subjectId: string | undefined;
  leftOut = 0;
  readonly #started = microseconds();
  readonly #at: number;
  readonly #kind: Exclude<EndpointKind, 'none'>;
  #events: { readonly event: ServerEvent; readonly at: number }[] | undefined;
  readonly #method: string;
  readonly #target: string;
  #ended = -1;
  #status = 0;
  #parameters: ReadParameters | undefined;
  #refused: Refused | undefined;
  #shown: Trip | undefined;

  constructor(request: WatchedRequest, context: RequestContext, endpoint: string, kind: Exclude<EndpointKind, 'none'>) {
    this.#kind = kind;
    this.requestId = context.requestId;
    this.#at = context.now;
    this.#method = request.method;
    this.#target = kind === 'lost' ? shownPath(request.target) : endpoint;
  }

  /** Microseconds since the trip began. */
  now(): number {
    return microseconds() - this.#started;
  }

  beginStep(name: string): Underway | undefined {
    return this.#begin(this.steps, name);
  }

  beginStoreCall(name: string): Underway | undefined {
    this.storeCalls ??= [];
    return this.#begin(this.storeCalls, name);
  }

  #begin(list: Underway[], name: string): Underway | undefined {
    if (list.length === most) {
      this.leftOut += 1;
      return undefined;
    }
    const underway: Underway = { name, start: this.now(), end: -1, outcome: 'done', result: undefined };
    list.push(underway);
    return underway;
  }

  noteSeam(seam: TripSeam): void {
    this.seams ??= [];
    if (this.seams.length < most) this.seams.push(seam);
    else this.leftOut += 1;
  }

  noteEvent(event: ServerEvent): void {
    this.#shown = undefined;
    this.#events ??= [];
    if (this.#events.length < most) this.#events.push({ event, at: this.now() });
    else this.leftOut += 1;
    if (this.#refused === undefined && 'reason' in event && event.type !== 'UserSignInFailed') this.#refused = event;
    // What happens in the background afterwards may be about others.
    if (this.#ended >= 0) return;
    if (this.clientId === undefined && 'clientId' in event) this.clientId = shownClientId(event.clientId);
    if (this.subjectId === undefined && 'subjectId' in event) this.subjectId = event.subjectId;
  }

  noteRefusal({ reason, detail, fields, error, description }: OAuthError): void {
    this.#refused = { reason, detail, fields, wire: { error, description } };
  }

  /** After this nothing of what was sent is held any more. */
  close(request: WatchedRequest, reply: HttpReply): void {
    this.#ended = this.now();
    this.#status = reply.status;
    this.clientId ??= shownClientId(claimedClientId(request));
    this.#parameters = readParameters(request, request.read);
    request.read = undefined;
  }

  get lane(): Lane {
    return (this.#refused !== undefined || this.#status >= 400) && this.#kind !== 'lost' ? 'refused' : this.#kind;
  }

  shown(): Trip {
    this.#shown ??= this.#show();
    return this.#shown;
  }

  #show(): Trip {
    const timed = ({ start, end }: Underway) => ({
      startMs: start / 1000,
      durationMs: ((end < 0 ? this.#ended : end) - start) / 1000,
    });
    const isRefused = this.#refused !== undefined || this.#status >= 400;
    return {
      requestId: this.requestId,
      at: this.#at,
      method: this.#method,
      path: this.#target,
      durationMs: this.#ended / 1000,
      status: this.#status,
      outcome: isRefused ? 'refused' : 'answered',
      clientId: this.clientId,
      grantType: this.grantType,
      subjectId: this.subjectId,
      parameters: joined(this.#parameters),
      steps: this.steps.map((step) => ({
        name: step.name,
        ...timed(step),
        outcome: step.outcome,
        result: step.result,
      })),
      storeCalls: (this.storeCalls ?? none).map((call) => ({
        operation: call.name,
        ...timed(call),
        failed: call.outcome !== 'done',
      })),
      seams: this.seams ?? none,
      events: (this.#events ?? none).map(({ event, at }) => shownEvent(event, at / 1000)),
      refusal: isRefused ? refusalFrom(this.#refused, this.#status) : undefined,
      leftOut: this.leftOut,
    };
  }
}

function joined(read: ReadParameters | undefined): readonly TripParameter[] {
  return [...(read?.headers ?? []), ...(read?.query ?? []), ...(read?.body ?? [])];
}

/** Of a clock that only counts; half as dear to ask as `performance.now()`. */
function microseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  // A day is enough, and keeps it a small number.
  return (seconds % 1000) * 1_000_000 + ((nanoseconds / 1000) | 0);
}
