import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWTPayload, SignJWT } from 'jose';
import type { TestCertificate } from '../../support/certificate.ts';
import { type Answer, type Parameters, postForm } from '../../support/connect.ts';
import type { Provider } from './provider.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const cibaGrantType = 'urn:openid:params:grant-type:ciba';

export interface CibaKeys {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** Of an RSA key that the client has as well, `r1`. */
  readonly rsaPrivateKey: CryptoKey;
  readonly rsaPssPrivateKey: CryptoKey;
  readonly jwks: JSONWebKeySet;
}

export async function cibaKeys(): Promise<CibaKeys> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const rsa = await generateKeyPair('RS256', { extractable: true });
  const keys = [
    { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' },
    { ...(await exportJWK(rsa.publicKey)), kid: 'r1' },
  ];
  const rsaPssPrivateKey = (await importJWK(await exportJWK(rsa.privateKey), 'PS256')) as CryptoKey;
  return { privateKey, publicKey, rsaPrivateKey: rsa.privateKey, rsaPssPrivateKey, jwks: { keys } };
}

/** Claims that differ from those of a good request object; `undefined` leaves one out. */
export type ClaimChanges = Readonly<Record<string, unknown>>;

/** A CIBA client that signs its requests and shows a certificate; it authenticates by that, or with private_key_jwt. */
export class CibaClient {
  readonly clientId: string;
  readonly keys: CibaKeys;
  readonly #provider: Provider;
  /** As a proxy that ends TLS hands it on (RFC 9440 §2.2). */
  readonly certificate: Readonly<Record<string, string>>;

  readonly #authenticatesByCertificate: boolean;

  /** @param certificate by which it authenticates; absent: by private_key_jwt. */
  constructor(provider: Provider, clientId: string, keys: CibaKeys, certificate?: TestCertificate) {
    this.#provider = provider;
    this.clientId = clientId;
    this.keys = keys;
    this.#authenticatesByCertificate = certificate !== undefined;
    this.certificate = certificate?.header ?? {
      'client-cert': `:${Buffer.from(`certificate of ${clientId}`).toString('base64')}:`,
    };
  }

  get #now(): number {
    return this.#provider.server.clock.now();
  }

  claims(changes: ClaimChanges = {}): JWTPayload {
    const claims = {
      iss: this.clientId,
      aud: this.#provider.metadata.issuer,
      iat: this.#now,
      nbf: this.#now,
      exp: this.#now + 300,
      jti: randomUUID(),
      scope: 'openid profile',
      login_hint: 'alice',
      binding_message: randomUUID(),
      client_notification_token: 'a-notification-token-of-some-length-0123456789',
      ...changes,
    };
    return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  }

  requestObject(changes: ClaimChanges = {}, key = this.keys.privateKey): Promise<string> {
    return new SignJWT(this.claims(changes)).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(key);
  }

  /** Signed with the RSA key of the client. */
  requestObjectByRsa(alg: 'RS256' | 'PS256'): Promise<string> {
    const key = alg === 'RS256' ? this.keys.rsaPrivateKey : this.keys.rsaPssPrivateKey;
    return new SignJWT(this.claims()).setProtectedHeader({ alg, kid: 'r1' }).sign(key);
  }

  assertion(
    audience = this.#provider.metadata.token_endpoint,
    { alg, kid, key } = { alg: 'ES256', kid: 'k1', key: this.keys.privateKey },
  ): Promise<string> {
    const now = this.#now;
    const claims = {
      iss: this.clientId,
      sub: this.clientId,
      aud: audience,
      jti: randomUUID(),
      iat: now,
      exp: now + 60,
    };
    return new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);
  }

  /** A good assertion but for its algorithm. */
  assertionByRs256(): Promise<string> {
    return this.assertion(undefined, { alg: 'RS256', kid: 'r1', key: this.keys.rsaPrivateKey });
  }

  async #authentication(audience?: string): Promise<Parameters> {
    if (this.#authenticatesByCertificate) return { client_id: this.clientId };
    return {
      client_id: this.clientId,
      client_assertion_type: assertionType,
      client_assertion: await this.assertion(audience),
    };
  }

  /** Posts to the backchannel authentication endpoint. */
  async send(parameters: Parameters): Promise<Answer> {
    const endpoint = this.#provider.metadata.backchannel_authentication_endpoint;
    const authentication = await this.#authentication(this.#provider.metadata.issuer);
    return postForm(endpoint, { ...authentication, ...parameters }, this.certificate);
  }

  async begin(changes: ClaimChanges = {}): Promise<Answer> {
    return this.send({ request: await this.requestObject(changes) });
  }

  /** Posts to the token endpoint, five seconds after whatever was before. */
  async poll(authReqId: string, changes: Parameters = {}): Promise<Answer> {
    this.#provider.server.clock.advance(5);
    return this.token({ grant_type: cibaGrantType, auth_req_id: authReqId, ...changes });
  }

  async token(parameters: Parameters): Promise<Answer> {
    const { token_endpoint: endpoint } = this.#provider.metadata;
    return postForm(endpoint, { ...(await this.#authentication()), ...parameters }, this.certificate);
  }
}
