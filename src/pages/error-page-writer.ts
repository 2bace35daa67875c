import type { OAuthError } from '../errors/oauth-error.ts';
import { asOAuthError, logError } from '../http/error-response.ts';
import type { Logger } from '../operations/log.ts';
import type { ErrorPage } from './page-models.ts';
import type { ErrorPageWriter, PageServices } from './page-services.ts';

/** Shows what went wrong to a person, with the request id that is also in the log; nothing of the cause. */
export function errorPageWriter(
  services: Pick<PageServices, 'pageWriter'> & { readonly log: Logger },
): ErrorPageWriter {
  return async (thrown, request, context) => {
    const error = asOAuthError(thrown);
    logError(error, context, services.log);
    const reply = await services.pageWriter.write(
      {
        page: 'error',
        advice: adviceFor(error),
        error: error.error,
        description: error.description,
        requestId: context.requestId,
        status: error.status,
      },
      request,
      { status: error.status },
    );
    return { ...reply, headers: { ...reply.headers, ...error.headers, 'x-request-id': context.requestId } };
  };
}

function adviceFor({ reason }: OAuthError): ErrorPage['advice'] {
  if (reason === 'interaction.unknown' || reason === 'par.unknown') return 'start-again';
  if (reason === 'form.forged') return 'reload';
  if (reason === 'request.not-found') return 'not-found';
  return reason === 'server.unavailable' || reason === 'request.rate-limited' ? 'wait' : undefined;
}
