import { ConfigurationError } from '../errors/configuration-error.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { AdminReply } from '../http/admin-app.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Logger } from '../operations/log.ts';
import { StoreUnavailableError } from '../stores/contracts.ts';
import { AdminProblem, problemTypePrefix } from './problem.ts';

/** Whatever was thrown, as a problem: what a store throws becomes 503, a bug 500 with nothing of its cause. */
export function asProblem(thrown: unknown): AdminProblem {
  if (thrown instanceof AdminProblem) return thrown;
  if (thrown instanceof ConfigurationError) {
    return new AdminProblem('invalid', { errors: thrown.problems, cause: thrown });
  }
  // Of a request that cannot even be read; its description is made for whoever sent it.
  if (thrown instanceof OAuthError && thrown.status < 500) {
    return new AdminProblem('invalid', { detail: thrown.description, cause: thrown });
  }
  const isAway =
    thrown instanceof StoreUnavailableError || (thrown instanceof OAuthError && thrown.reason === 'server.unavailable');
  return isAway
    ? new AdminProblem('unavailable', { cause: thrown, headers: { 'retry-after': '2' } })
    : new AdminProblem('failed', { cause: thrown });
}

/** RFC 9457, with a line in the log. @param operationId absent: it is none of them. */
export function problemReply(
  thrown: unknown,
  context: RequestContext,
  log: Logger,
  operationId: string | undefined,
): AdminReply {
  const problem = asProblem(thrown);
  const { status, title, detail, errors } = problem;
  const { requestId } = context;
  const fields = { requestId, operation: operationId, problem: problem.problem, detail };
  if (status === 500) log.error('an admin request failed', { ...fields, cause: problem.cause });
  else if (status === 503) log.warn('the store is unavailable', { ...fields, cause: problem.cause });
  else log.info('an admin request was refused', { ...fields, paths: errors.map(({ path }) => path) });
  return {
    status,
    reason: problem.problem,
    headers: { 'content-type': 'application/problem+json', ...problem.headers },
    body: JSON.stringify({
      type: problemTypePrefix + problem.problem,
      title,
      status,
      detail,
      requestId,
      ...(errors.length === 0 ? {} : { errors }),
    }),
  };
}
