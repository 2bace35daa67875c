import type { AdminProblemName } from './generated/problem-name.ts';

/** A mistake of a request, with its path in the body or query. */
export interface AdminMistake {
  readonly path: string;
  readonly message: string;
}

export interface AdminErrorOptions {
  readonly status: number;
  readonly problem?: AdminProblemName | undefined;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly errors?: readonly AdminMistake[] | undefined;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/** The admin API refused (RFC 9457), or gave no answer. `problem` narrows why. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  /** 0: there was no answer. */
  readonly status: number;
  /** Absent: what answered was no admin API, or there was no answer. */
  readonly problem: AdminProblemName | undefined;
  readonly title: string;
  /** About this case. */
  readonly detail: string | undefined;
  /** Each mistake with its path. */
  readonly errors: readonly AdminMistake[];
  /** Also in the log of the server. */
  readonly requestId: string | undefined;

  constructor({ status, problem, title, detail, errors = [], requestId, cause }: AdminErrorOptions) {
    const mistakes = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    super(detail ?? (mistakes.length > 0 ? mistakes.join('\n') : title), { cause });
    this.status = status;
    this.problem = problem;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.requestId = requestId;
  }
}
