import { isOfBearableSize } from '../keys/key-size.ts';
import type { Client } from '../model/client.ts';
import { limits } from '../model/limits.ts';
import { refuseRepeats } from './catalogue-rules.ts';
import { didYouMean } from './closest-name.ts';
import type { ProblemList } from './problem-list.ts';
import type { CheckedConfiguration } from './schema.ts';
import { insecureUri } from './uri-rules.ts';

type WrittenIssuer = CheckedConfiguration['trustedIssuers'][number];

/** Contradictions of `trustedIssuers`. */
export function checkTrustedIssuers(
  issuers: readonly (WrittenIssuer | undefined)[],
  around: {
    readonly mode: 'dev' | 'production';
    readonly issuer: string | undefined;
    readonly scopes: ReadonlySet<string>;
  },
  problems: ProblemList,
): void {
  refuseRepeats(issuers, ({ issuer }) => issuer, ['trustedIssuers'], 'issuer', problems);
  issuers.forEach((one, index) => {
    if (one === undefined) return;
    const add = (member: readonly PropertyKey[], message: string) =>
      problems.add(['trustedIssuers', index, ...member], message);
    if (one.issuer === around.issuer) add(['issuer'], 'is this server itself, whose tokens are known anyway');
    if (one.jwks === undefined && one.jwksUri === undefined) add(['jwksUri'], 'is required, or jwks');
    if (one.jwks !== undefined && one.jwksUri !== undefined) add(['jwksUri'], 'cannot stand beside jwks');
    const insecure = around.mode === 'production' && one.jwksUri !== undefined ? insecureUri(one.jwksUri) : undefined;
    if (insecure !== undefined) add(['jwksUri'], insecure);
    one.jwks?.keys.forEach((key, position) => {
      const problem = keyProblem(key);
      if (problem !== undefined) add(['jwks', 'keys', position], problem);
    });
    one.allowedScopes?.forEach((scope, position) => {
      if (around.scopes.has(scope)) return;
      add(
        ['allowedScopes', position],
        `${JSON.stringify(scope)} is not a known scope${didYouMean(scope, around.scopes)}`,
      );
    });
  });
}

function keyProblem(key: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof key.kty !== 'string') return 'must have kty (RFC 7517 §4.1)';
  if (key.kty === 'oct') return 'must be a public key, not a shared one';
  if ('d' in key) return 'must not have d: list the public part only';
  if (isOfBearableSize(key)) return undefined;
  return `must not be larger than ${limits.rsaModulus.most} bits: checking signatures would cost too much`;
}

/** What a client's `tokenExchange` and `clientAssertion` are checked against; absent: they are not. */
export interface DelegationSurroundings {
  readonly issuer?: string | undefined;
  /** Names of APIs. */
  readonly apis: ReadonlySet<string>;
  readonly trustedIssuers: readonly { readonly issuer: string; readonly uses: readonly string[] }[];
}

export function checkDelegation(
  client: Client,
  around: DelegationSurroundings,
  add: (member: readonly PropertyKey[], message: string) => void,
): void {
  const { audiences, apis, actors } = client.tokenExchange;
  audiences.forEach((audience, index) => {
    const path = ['tokenExchange', 'audiences', index];
    if (typeof audience !== 'string') {
      if (!client.requireClientSecret)
        add(path, 'identity assertions are for clients that authenticate (RFC 6749 §2.1)');
      if (audience.issuer === around.issuer) add([...path, 'issuer'], 'is this server itself: name APIs instead');
    } else if (audience !== client.clientId && audience !== around.issuer && !around.apis.has(audience)) {
      add(
        path,
        `${JSON.stringify(audience)} is no API${didYouMean(audience, around.apis)}, no target with scopes, and not the client`,
      );
    }
  });
  apis.forEach((name, index) => {
    if (!around.apis.has(name)) {
      add(['tokenExchange', 'apis', index], `${JSON.stringify(name)} is no API${didYouMean(name, around.apis)}`);
    }
  });
  const trusted = (use: string) =>
    around.trustedIssuers.filter(({ uses }) => uses.includes(use)).map(({ issuer }) => issuer);
  actors.forEach((actor, index) => {
    if (typeof actor === 'string' || trusted('subjectToken').includes(actor.issuer)) return;
    add(['tokenExchange', 'actors', index, 'issuer'], 'is none of trustedIssuers with the use subjectToken');
  });
  const { clientAssertion } = client;
  if (clientAssertion !== undefined && !trusted('clientAssertion').includes(clientAssertion.issuer)) {
    add(['clientAssertion', 'issuer'], 'is none of trustedIssuers with the use clientAssertion');
  }
}
