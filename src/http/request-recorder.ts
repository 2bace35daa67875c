import type { OAuthError } from '../errors/oauth-error.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';

/** Follows requests while they are answered. */
export interface RequestRecorder {
  /**
   * Has one request answered, such that whatever happens meanwhile is known to be of it.
   * @param endpoint its path relative to the issuer; `other` for none.
   * @param answer is given the request as it is to be read, and what to call with the answer; never rejects.
   */
  record(
    request: HttpRequest,
    context: RequestContext,
    endpoint: string,
    answer: (request: HttpRequest, answered?: (reply: HttpReply) => void) => Promise<HttpReply>,
  ): Promise<HttpReply>;
  /** The request that is being answered was refused. */
  refused(error: OAuthError): void;
}
