import { oauthError } from '../errors/oauth-error.ts';
import { type Actor, actorsOf, isSameActor } from '../model/actor.ts';
import type { Client } from '../model/client.ts';
import type { ExchangedToken } from '../model/exchanged-token.ts';
import type { JsonObject } from '../model/json.ts';
import { limits } from '../model/limits.ts';

/** Who brings a subject token, and for whom. */
export interface Acting {
  readonly client: Client;
  readonly subjectToken: ExchangedToken;
  readonly actorToken?: ExchangedToken | undefined;
  /** Of this server. */
  readonly issuer: string;
}

/**
 * The `act` claim of what is issued (RFC 8693 §4.1): the actor of the actor token, or the client itself, before those who acted so far.
 *
 * Unchanged where the same one acts again, and where a client may impersonate users and sends no actor token. `undefined`: nobody acts.
 * @throws {OAuthError} `exchange.actor`: may not act, or is the subject itself; `exchange.chain`: a circle, or too long.
 */
export function actorOf(acting: Acting): Actor | undefined {
  const { client, subjectToken, actorToken, issuer } = acting;
  const actor = actorToken === undefined ? { sub: client.clientId } : nameOf(actorToken, issuer);
  if (actorToken !== undefined) requireAllowed(actor, client);
  if (subjectToken.mayAct !== undefined) requireNamed(subjectToken.mayAct, actor, acting);
  const isSubject = isSameActor(actor, subjectOf(acting));
  if (isSubject) {
    // A client with a token about itself acts for nobody; a user who acts for themselves is a token in the wrong place.
    if (actorToken === undefined && subjectToken.subject === undefined) return subjectToken.actor;
    throw oauthError('exchange.actor', { detail: 'the actor is the subject' });
  }
  // Of a token about a client, `act` is what tells that there is no user.
  if (client.tokenExchange.impersonation && actorToken === undefined && subjectToken.subject !== undefined) {
    return subjectToken.actor;
  }
  const [present, ...earlier] = actorsOf(subjectToken.actor);
  if (present !== undefined && isSameActor(present, actor)) return subjectToken.actor;
  if (earlier.some((one) => isSameActor(one, actor))) throw oauthError('exchange.chain', { detail: 'a circle' });
  if (present === undefined) return actor;
  if (earlier.length + 2 > limits.actors.most) throw oauthError('exchange.chain', { detail: 'too long' });
  return { ...actor, act: subjectToken.actor! };
}

/** As an actor would be named. A token about nobody here gives tokens about the client. */
function subjectOf({ client, subjectToken, issuer }: Acting): Actor {
  const isOfNobody = subjectToken.subject === undefined && subjectToken.clientId === undefined;
  if (isOfNobody) return { sub: client.clientId };
  const { subjectId, issuer: iss } = subjectToken;
  return iss === issuer ? { sub: subjectId } : { sub: subjectId, iss };
}

function nameOf(token: ExchangedToken, issuer: string): Actor {
  const { sub } = token.claims;
  const name = typeof sub === 'string' ? sub : token.subjectId;
  return token.issuer === issuer ? { sub: name } : { sub: name, iss: token.issuer };
}

function requireAllowed(actor: Actor, { clientId, tokenExchange }: Client): void {
  const isAllowed =
    actor.iss === undefined
      ? actor.sub === clientId || tokenExchange.actors.includes(actor.sub)
      : tokenExchange.actors.some(
          (one) => typeof one !== 'string' && one.issuer === actor.iss && one.subject === actor.sub,
        );
  if (!isAllowed) throw oauthError('exchange.actor', { detail: 'not one of tokenExchange.actors' });
}

/** RFC 8693 §4.4: every member of `may_act` names the actor; one that cannot be compared is none of theirs. */
function requireNamed(mayAct: JsonObject, actor: Actor, { client, actorToken, issuer }: Acting): void {
  const known: JsonObject = {
    ...actorToken?.claims,
    sub: actor.sub,
    iss: actor.iss ?? issuer,
    client_id: actorToken === undefined ? client.clientId : (actorToken.clientId ?? actorToken.claims['client_id']),
  };
  const members = Object.entries(mayAct);
  const namesSomebody = members.some(([name]) => name === 'sub' || name === 'client_id');
  const isActor = members.every(([name, value]) => Object.hasOwn(known, name) && known[name] === value);
  if (!namesSomebody || !isActor) throw oauthError('exchange.actor', { detail: 'may_act names another' });
}
