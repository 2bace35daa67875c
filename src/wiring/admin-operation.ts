import type { z } from 'zod';
import type { RequestContext } from '../model/request-context.ts';

/** What a token must allow: `mintmark.read` or `mintmark.admin` for `read`, `mintmark.admin` for `change`. */
export type AdminAccess = 'read' | 'change';

/** Who does something to the server, for the audit. */
export interface AdminCaller {
  /** The user behind it; absent: nobody signed in for it. */
  readonly subjectId?: string | undefined;
  /** The client whose token it was; absent: a command on the machine, or the console. */
  readonly clientId?: string | undefined;
  readonly via: 'api' | 'console' | 'command';
  readonly context: RequestContext;
}

/** A request to an operation, before its schemas were applied. */
export interface AdminInput {
  /** Decoded, by the names in the operation's path. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON; `undefined`: there was none. */
  readonly body: unknown;
  /** `If-Match` and `If-None-Match` as they were sent. */
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

export interface AdminResult {
  /** Absent: the operation's. */
  readonly status?: number | undefined;
  readonly body?: object | undefined;
  /** With its quotation marks. */
  readonly etag?: string | undefined;
}

/** One operation of the admin API. Router, OpenAPI document, reference page and tests come out of the list of them. */
export interface AdminOperation {
  /** `operationId`, such as `listClients`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/admin/v1`: `/clients/{clientId}`. */
  readonly path: string;
  readonly access: AdminAccess;
  /** What it is about, such as `Clients`. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string | undefined;
  readonly parameters?: z.ZodObject | undefined;
  readonly query?: z.ZodObject | undefined;
  readonly body?: z.ZodType | undefined;
  /** A body of this type is described, where `body` leaves the checks to who does the work. */
  readonly describedBody?: z.ZodType | undefined;
  /** `application/merge-patch+json` (RFC 7396) in place of `application/json`. */
  readonly isMergePatch?: boolean | undefined;
  readonly status: number;
  /** Absent: no content. */
  readonly result?: z.ZodType | undefined;
  /** Its answer has an `ETag`, and its changes look at `If-Match`. */
  readonly hasETag?: boolean | undefined;
  /** Names of problems beside those that every operation may answer with. */
  readonly problems?: readonly string[] | undefined;
  /** @throws {AdminProblem} `invalid` where `input` is not of the schemas; what the work throws. */
  handle(input: AdminInput, caller: AdminCaller): Promise<AdminResult>;
}
