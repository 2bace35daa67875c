import { claimedClientId } from '../../clients/claimed-client.ts';
import type { OAuthError } from '../../errors/oauth-error.ts';
import { shownClientId, shownFields } from '../../errors/refusal-fields.ts';
import type { HttpReply } from '../../model/http-message.ts';
import type { RequestContext } from '../../model/request-context.ts';
import type { ServerEvent } from '../../operations/events.ts';
import type { Trip, TripParameter, TripSeam } from '../trip.ts';
import type { KeptTrip, Lane } from '../trips.ts';
import type { EndpointKind } from './endpoint-kinds.ts';
import { readBody, readHeaders, readQuery } from './read-parameters.ts';
import { type Refused, refusalFrom } from './refusal.ts';
import { shownEvent } from './shown-event.ts';
import { shownPath } from './shown-path.ts';
import { type Underway, Underways } from './underways.ts';
import type { WatchedRequest } from './watched-request.ts';

/** Of each: a request that does more than this is an odd one, and its first ones tell as much. */
const most = 64;

const none: readonly never[] = [];

/** Half as dear to ask as `performance.now()`. */
const { hrtime } = process;

/**
 * What is noted while a request is answered: as little as can be, since it costs every request; made readable when somebody looks. Once newer ones
 * have pushed it out it is used again for another request: what lives long is not made anew, which would cost more than all the rest.
 */
export class TripRecord implements KeptTrip {
  requestId = '';
  number = 0;
  /** Of how many requests it was: what began in an earlier one must change nothing of this one. */
  use = 0;
  readonly steps = new Underways(most);
  readonly storeCalls = new Underways(most);
  clientId: string | undefined = undefined;
  grantType: string | undefined = undefined;
  subjectId: string | undefined = undefined;
  private startSeconds = 0;
  private startNanoseconds = 0;
  private at = 0;
  private kind: Exclude<EndpointKind, 'none'> = 'answered';
  private method = '';
  private path = '';
  private ended = -1;
  private status = 0;
  private seams: TripSeam[] | undefined = undefined;
  private events: { readonly event: ServerEvent; readonly at: number }[] | undefined = undefined;
  private notKept = 0;
  private isBrief = false;
  private query: readonly TripParameter[] = none;
  private body: readonly TripParameter[] = none;
  private headers: readonly TripParameter[] = none;
  private refusal: Refused | undefined = undefined;
  private trip: Trip | undefined = undefined;

  /** Begins the trip of a request, and forgets the one before. */
  open(
    request: WatchedRequest,
    context: RequestContext,
    endpoint: string,
    kind: Exclude<EndpointKind, 'none'>,
    isBrief = false,
  ): void {
    this.isBrief = isBrief;
    const { [0]: seconds, [1]: nanoseconds } = hrtime();
    this.startSeconds = seconds;
    this.startNanoseconds = nanoseconds;
    this.use += 1;
    this.requestId = context.requestId;
    this.at = context.now;
    this.kind = kind;
    this.method = request.method;
    this.path = kind === 'lost' ? shownPath(request.target) : endpoint;
    this.steps.clear();
    this.storeCalls.clear();
    this.clientId = undefined;
    this.grantType = undefined;
    this.subjectId = undefined;
    this.ended = -1;
    this.status = 0;
    this.seams = undefined;
    this.events = undefined;
    this.notKept = 0;
    this.refusal = undefined;
    this.trip = undefined;
  }

  /** Microseconds since the trip began. */
  now(): number {
    const { [0]: seconds, [1]: nanoseconds } = hrtime();
    return (seconds - this.startSeconds) * 1_000_000 + (((nanoseconds - this.startNanoseconds) / 1000) | 0);
  }

  noteSeam(seam: TripSeam): void {
    this.seams ??= [];
    if (this.seams.length < most) this.seams.push(seam);
    else this.notKept += 1;
  }

  noteEvent(event: ServerEvent): void {
    this.trip = undefined;
    this.events ??= [];
    if (this.events.length < most) this.events.push({ event, at: this.now() });
    else this.notKept += 1;
    // What happens in the background afterwards may be about others.
    if (this.ended >= 0) return;
    if (this.refusal === undefined && 'reason' in event && event.type !== 'UserSignInFailed') this.refusal = event;
    if (this.clientId === undefined && 'clientId' in event) this.clientId = shownClientId(event.clientId);
    if (this.subjectId === undefined && 'subjectId' in event) this.subjectId = event.subjectId;
  }

  noteRefusal({ reason, detail, fields, error, description }: OAuthError): void {
    // Bounded, and without what may be secret, from here on.
    this.refusal = { reason, detail: detail?.slice(0, 500), fields: shownFields(fields), wire: { error, description } };
  }

  /** After this nothing of what was sent is held any more. */
  close(request: WatchedRequest, reply: HttpReply): void {
    this.ended = this.now();
    this.status = reply.status;
    this.clientId ??= shownClientId(claimedClientId(request));
    const contentType = request.header('content-type');
    this.query = readQuery(request.target);
    this.body = request.read === undefined ? none : readBody(contentType, request.read);
    this.headers = readHeaders(request, contentType);
    request.read = undefined;
  }

  get lane(): Lane {
    return (this.refusal !== undefined || this.status >= 400) && this.kind !== 'lost' ? 'refused' : this.kind;
  }

  shown(): Trip {
    this.trip ??= this.show();
    return this.trip;
  }

  private show(): Trip {
    const timed = ({ start, end }: Underway) => ({
      startMs: start / 1000,
      durationMs: ((end < 0 ? this.ended : end) - start) / 1000,
    });
    const isRefused = this.refusal !== undefined || this.status >= 400;
    return {
      requestId: this.requestId,
      at: this.at,
      method: this.method,
      path: this.path,
      durationMs: this.ended / 1000,
      status: this.status,
      outcome: isRefused ? 'refused' : 'answered',
      clientId: this.clientId,
      grantType: this.grantType,
      subjectId: this.subjectId,
      parameters: [...this.headers, ...this.query, ...this.body],
      steps: this.steps.all().map((step) => ({
        name: step.name,
        ...timed(step),
        outcome: step.outcome,
        result: step.result,
      })),
      storeCalls: this.storeCalls.all().map((call) => ({
        operation: call.name,
        ...timed(call),
        failed: call.outcome !== 'done',
      })),
      seams: this.seams ?? none,
      events: (this.events ?? none).map(({ event, at }) => shownEvent(event, at / 1000)),
      refusal: isRefused ? refusalFrom(this.refusal, this.status) : undefined,
      isBrief: this.isBrief,
      leftOut: this.notKept + this.steps.leftOut + this.storeCalls.leftOut,
    };
  }
}
