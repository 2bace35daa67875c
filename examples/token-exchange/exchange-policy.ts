import type { Actor, GrantRefusal, ICustomTokenRequestValidator, TokenRequestValidationResult } from 'mintmark';

/** A policy of one's own over every exchange: what an agent has a hand in may read, but not write. */
export class ExchangePolicy implements ICustomTokenRequestValidator {
  async validate({ request }: TokenRequestValidationResult): Promise<GrantRefusal | undefined> {
    if (request.grantType !== 'urn:ietf:params:oauth:grant-type:token-exchange') return undefined;
    const writes = request.resources.scopes.some((scope) => scope.endsWith('.write'));
    if (!writes || !isAgentAmong(request.actor)) return undefined;
    return { error: 'invalid_scope', errorDescription: 'An agent may read, but not write.' };
  }
}

function isAgentAmong(actor: Actor | undefined): boolean {
  return actor !== undefined && (actor.sub === 'agent' || isAgentAmong(actor.act));
}
