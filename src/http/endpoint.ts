import type { HttpReply, HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';

/** Answers one path. What it throws becomes a response in `http/error-response.ts`, and only there. */
export type Endpoint = (request: HttpRequest, context: RequestContext) => Promise<HttpReply>;
