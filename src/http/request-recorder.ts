import type { OAuthError } from '../errors/oauth-error.ts';
import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';

/** Told how a request was answered; `error` if it was refused. */
export type Answered = (reply: HttpReply, error?: OAuthError) => void;

/** Follows requests while they are answered. */
export interface RequestRecorder {
  /**
   * Has one request answered, such that whatever happens meanwhile is known to be of it.
   * @param endpoint its path relative to the issuer; `other` for none.
   * @param answer is given the request as it is to be read, and who is to be told of the answer; never rejects.
   */
  record(
    request: HttpRequest,
    context: RequestContext,
    endpoint: string,
    answer: (request: HttpRequest, answered?: Answered) => Promise<HttpReply>,
  ): Promise<HttpReply>;
}
