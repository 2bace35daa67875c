import type { ConfigurationProblem } from '../errors/configuration-error.ts';

interface ProblemType {
  readonly status: number;
  readonly title: string;
  /** When, and what to do about it: for the reference. */
  readonly meaning: string;
}

const type = (status: number, title: string, meaning: string): ProblemType => ({ status, title, meaning });

/** Every problem of the admin API (RFC 9457), by the last part of its `type`. */
export const adminProblems = {
  invalid: type(400, 'The request is not valid', '`errors` says where and why; nothing was changed.'),
  'not-json': type(400, 'The body cannot be read', 'It must be one JSON value in UTF-8 with no member twice.'),
  'no-token': type(
    401,
    'An access token is required',
    'Send one in `Authorization`: nothing else is looked at. The challenge names no error (RFC 6750 §3.1).',
  ),
  'invalid-token': type(
    401,
    'The access token is not accepted',
    'It is unknown, expired, revoked, of another issuer or for another audience than `urn:mintmark:admin`, or its proof is missing.',
  ),
  'insufficient-scope': type(
    403,
    'The access token does not allow this',
    '`mintmark.read` reads; changes need `mintmark.admin`.',
  ),
  'not-an-administrator': type(
    403,
    'The user of the access token is no administrator',
    'A token with a user counts only where `admin.console` of the configuration names that user.',
  ),
  'not-found': type(404, 'There is no such thing', '`detail` says what there is not.'),
  'no-such-path': type(404, 'Nothing is at this path', 'The OpenAPI document lists the paths.'),
  'method-not-allowed': type(405, 'This path does not know that method', '`Allow` lists those that it knows.'),
  exists: type(409, 'The name is taken', 'Something else has it, or had it until moments ago; `detail` says what.'),
  configured: type(
    409,
    'The configuration holds it',
    'What stands in the configuration is changed there, and then loaded again.',
  ),
  'not-possible': type(409, 'That cannot be done here', '`detail` says why, and what to do instead.'),
  'configuration-refused': type(
    409,
    'The new configuration was refused',
    '`errors` says where and why; the one in use stays.',
  ),
  'changed-meanwhile': type(
    412,
    'It was changed meanwhile',
    'It is not (any more) what `If-Match` names, or exists though `If-None-Match: *` was sent. Read it anew and decide again.',
  ),
  'too-large': type(413, 'The body is too large', '`docs/reference/limits.md` says how large it may be.'),
  'unsupported-media-type': type(
    415,
    'The body is of another type',
    '`application/json`, for `PATCH` also `application/merge-patch+json`; not compressed.',
  ),
  'precondition-required': type(
    428,
    'The change must say what it replaces',
    'Send `If-Match` with the `ETag` that was read, so that nobody else’s change is lost (RFC 6585 §3).',
  ),
  failed: type(500, 'The server failed', 'A fault of the server; its log has a line with the `requestId`.'),
  unavailable: type(503, 'The server cannot answer now', 'The store is not reached; try again shortly.'),
} as const satisfies Readonly<Record<string, ProblemType>>;

export type AdminProblemName = keyof typeof adminProblems;

export const problemTypePrefix = 'urn:mintmark:problem:';

export interface AdminProblemOptions {
  /** About this case, for whoever called; never a secret. */
  readonly detail?: string | undefined;
  /** Each mistake with its path in the body or query. */
  readonly errors?: readonly ConfigurationProblem[] | undefined;
  /** Lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly cause?: unknown;
}

/** Something that was asked of the administration cannot be done. Thrown by what does the work; commands print its message. */
export class AdminProblem extends Error {
  override readonly name = 'AdminProblem';
  readonly problem: AdminProblemName;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly ConfigurationProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: AdminProblemName, { detail, errors = [], headers = {}, cause }: AdminProblemOptions = {}) {
    const { status, title } = adminProblems[problem];
    const told = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    super(detail ?? (told.length > 0 ? told.join('\n') : title), { cause });
    this.problem = problem;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.headers = headers;
  }
}
