import type { HttpRequest } from '../model/http-message.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Subject } from '../model/subject.ts';
import type { SignedIn, SignInOptions } from './session-service.ts';

/** Begins sessions, and ends as a sign-out does the one of another user that was there: `LogoutService`. */
export interface SignIn {
  signIn(request: HttpRequest, subject: Subject, context: RequestContext, options?: SignInOptions): Promise<SignedIn>;
}
