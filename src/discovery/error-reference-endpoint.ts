import { advice } from '../errors/advice.ts';
import { oauthError } from '../errors/oauth-error.ts';
import { publicReason } from '../errors/public-reason.ts';
import { type ErrorReason, reasons } from '../errors/reasons.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { textReply } from '../http/reply.ts';

export const errorReferencePath = '/docs/errors/';

/** What `error_uri` points to: the text of one reason, in plain words. Reasons that look alike on the wire share a page. */
export function errorReferenceEndpoint(): Endpoint {
  return async (request) => {
    const name = request.target.split('?', 1)[0]!.split('/').at(-1)!;
    if (!Object.hasOwn(reasons, name)) throw oauthError('request.not-found');
    const reason = publicReason(name as ErrorReason);
    const { error, status, description, section } = reasons[reason];
    return textReply(
      200,
      'text/plain; charset=utf-8',
      `${reason}\n\nerror: ${error}\nHTTP status: ${status}\n\n${description}\n\n${advised(reason)}See ${section}.\n`,
    );
  };
}

function advised(reason: ErrorReason): string {
  const text = advice[reason];
  return text === undefined ? '' : `${text}\n\n`;
}
