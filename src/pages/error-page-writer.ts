import { claimedClientId } from '../clients/claimed-client.ts';
import type { OAuthError } from '../errors/oauth-error.ts';
import { shownFields } from '../errors/refusal-fields.ts';
import { asOAuthError, logError } from '../http/error-response.ts';
import type { HttpRequest } from '../model/http-message.ts';
import type { Logger } from '../operations/log.ts';
import { askerOf } from '../sessions/asker.ts';
import type { ClientOnPage, ErrorPage } from './page-models.ts';
import type { ErrorPageWriter, PageServices } from './page-services.ts';

/** Shows what went wrong to a person, with the request id that is also in the log; nothing of the cause. */
export function errorPageWriter(
  services: Pick<PageServices, 'pageWriter' | 'clients' | 'settings'> & { readonly log: Logger },
): ErrorPageWriter {
  return async (thrown, request, context) => {
    const error = asOAuthError(thrown);
    const clientId = askerOf(request)?.clientId ?? claimedClientId(request);
    logError(error, context, services.log, clientId);
    const reply = await services.pageWriter.write(
      {
        page: 'error',
        client: await clientOf(request),
        advice: adviceFor(error),
        error: error.error,
        description: error.description,
        requestId: context.requestId,
        status: error.status,
        ...(services.settings.mode === 'dev' ? { fields: shownFields(error.fields), detail: error.detail } : {}),
      },
      request,
      { status: error.status },
    );
    return { ...reply, headers: { ...reply.headers, ...error.headers, 'x-request-id': context.requestId } };
  };

  /** Nothing that goes wrong here may hide what went wrong before. */
  async function clientOf(request: HttpRequest): Promise<ClientOnPage | undefined> {
    const clientId = askerOf(request)?.clientId;
    if (clientId === undefined) return undefined;
    const client = await services.clients.findEnabled(clientId).catch(() => undefined);
    return client === undefined ? undefined : services.pageWriter.client(client);
  }
}

function adviceFor({ reason }: OAuthError): ErrorPage['advice'] {
  if (reason === 'interaction.unknown' || reason === 'par.unknown') return 'start-again';
  if (reason === 'form.forged') return 'reload';
  if (reason === 'request.not-found') return 'not-found';
  return reason === 'server.unavailable' || reason === 'request.rate-limited' ? 'wait' : undefined;
}
