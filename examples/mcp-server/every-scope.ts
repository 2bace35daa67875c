import { ClientRegistrationPolicy, type ClientRegistrationRequest, type RequestContext } from 'mintmark';

/**
 * Clients of the protocol register with the scopes of the first challenge that they met, and would be refused what a later one asks for: whatever
 * they name, they are registered with all that `clientRegistration.scopes` gives. Their users are asked for each scope all the same.
 */
export class EveryScope extends ClientRegistrationPolicy {
  override async process(request: ClientRegistrationRequest, context: RequestContext) {
    return super.process({ ...request, metadata: { ...request.metadata, scope: undefined } }, context);
  }
}
