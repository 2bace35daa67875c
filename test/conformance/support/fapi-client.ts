import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { makeCertificate } from '../../support/certificate.ts';
import { type Answer, answerOf, type Parameters, postForm } from '../../support/connect.ts';
import type { Metadata, Provider } from './provider.ts';
import type { UserAgent, Visit } from './user-agent.ts';

export type Changes = Readonly<Record<string, unknown>>;
export type Binding = 'dpop' | 'mtls';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = createHash('sha256').update(verifier).digest('base64url');

const without = (values: Changes) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<string, string>;

/** Keys of a client, before there is a server. */
export async function fapiKeys() {
  const own = await generateKeyPair('ES256', { extractable: true });
  const rsa = await generateKeyPair('RS256', { extractable: true });
  return {
    privateKey: own.privateKey,
    rs256Key: rsa.privateKey,
    dpop: await generateKeyPair('ES256', { extractable: true }),
    certificate: makeCertificate({ subject: [['CN', randomUUID()]] }),
    jwks: {
      keys: [
        { ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'ES256' },
        { ...(await exportJWK(rsa.publicKey)), kid: 'r1' },
      ],
    },
  };
}

export type FapiKeys = Awaited<ReturnType<typeof fapiKeys>>;

export interface Signing {
  readonly alg: string;
  readonly kid: string;
  readonly key: CryptoKey;
}

export interface PushOptions {
  /** Of the assertion. */
  readonly assertion?: Changes;
  readonly signing?: Signing;
  /** Claims of the request object besides the parameters; absent: it is not signed. */
  readonly object?: Changes;
  readonly objectSigning?: Signing;
  /** Parameters beside the request object. */
  readonly outside?: Changes;
  /** A DPoP proof at the push, by this client's key. */
  readonly proof?: boolean;
}

export interface RedeemOptions {
  readonly assertion?: Changes | null;
  readonly signing?: Signing;
  readonly parameters?: Changes;
  /** Instead of a good proof or the client's certificate; `null`: none. */
  readonly headers?: Readonly<Record<string, string>> | null;
}

/** A confidential client that does what FAPI 2.0 asks of one. */
export class FapiClient {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly keys: FapiKeys;
  readonly binding: Binding;
  /** Whether it signs its requests and gets signed answers. */
  readonly signs: boolean;
  readonly #provider: Provider;

  constructor(
    provider: Provider,
    clientId: string,
    redirectUri: string,
    keys: FapiKeys,
    binding: Binding,
    signs = false,
  ) {
    this.#provider = provider;
    this.clientId = clientId;
    this.redirectUri = redirectUri;
    this.keys = keys;
    this.binding = binding;
    this.signs = signs;
  }

  get metadata(): Metadata {
    return this.#provider.metadata;
  }

  get now(): number {
    return this.#provider.server.clock.now();
  }

  get signing(): Signing {
    return { alg: 'ES256', kid: 'k1', key: this.keys.privateKey };
  }

  get rs256(): Signing {
    return { alg: 'RS256', kid: 'r1', key: this.keys.rs256Key };
  }

  #sign(claims: Changes, { alg, kid, key }: Signing): Promise<string> {
    return new SignJWT(without(claims) as JWTPayload).setProtectedHeader({ alg, kid }).sign(key);
  }

  async authentication(changes: Changes = {}, signing = this.signing): Promise<Parameters> {
    const { clientId, now } = this;
    const times = { iat: now, nbf: now, exp: now + 60 };
    const claims = { iss: clientId, sub: clientId, aud: this.metadata.issuer, jti: randomUUID(), ...times, ...changes };
    return { client_assertion_type: assertionType, client_assertion: await this.#sign(claims, signing) };
  }

  /** The parameters of a good request. */
  request(changes: Changes = {}): Record<string, string> {
    return without({
      client_id: this.clientId,
      redirect_uri: this.redirectUri,
      response_type: 'code',
      scope: 'openid profile',
      state: randomUUID(),
      nonce: randomUUID(),
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...(this.signs ? { response_mode: 'jwt' } : {}),
      ...changes,
    });
  }

  requestObject(request: Changes, changes: Changes = {}, signing = this.signing): Promise<string> {
    const { now } = this;
    const times = { iat: now, nbf: now, exp: now + 300 };
    return this.#sign({ iss: this.clientId, aud: this.metadata.issuer, ...times, ...request, ...changes }, signing);
  }

  /** Posts a request, signed if this client signs. */
  async push(request: Changes = this.request(), options: PushOptions = {}): Promise<Answer> {
    const endpoint = this.metadata.pushed_authorization_request_endpoint as string;
    const parameters =
      this.signs || options.object !== undefined
        ? { request: await this.requestObject(request, options.object, options.objectSigning), ...options.outside }
        : { ...request, ...options.outside };
    const proof = options.proof === true ? { dpop: await this.proof(endpoint) } : {};
    const authentication = await this.authentication(options.assertion, options.signing);
    return postForm(endpoint, { client_id: this.clientId, ...authentication, ...without(parameters) }, proof);
  }

  /** Brings a pushed request to the authorization endpoint. */
  visit(agent: UserAgent, requestUri: string, further: Changes = {}): Promise<Visit> {
    const query = new URLSearchParams({ client_id: this.clientId, request_uri: requestUri, ...without(further) });
    return agent.visit(`${this.metadata.authorization_endpoint}?${query}`);
  }

  /** What a signed or plain answer says to this client. */
  async read(url: URL): Promise<Record<string, string>> {
    const plain = Object.fromEntries(url.searchParams);
    if (!this.signs) return plain;
    const { findKey } = this.#provider;
    const verified = await jwtVerify(plain.response!, findKey, {
      issuer: this.metadata.issuer,
      audience: this.clientId,
      currentDate: new Date(this.now * 1000),
    });
    return verified.payload as unknown as Record<string, string>;
  }

  /** Push, sign in, allow: the answer at the client. */
  async authorize(changes: Changes = {}, options: PushOptions = {}): Promise<Record<string, string>> {
    const pushed = await this.push(this.request(changes), options);
    if (pushed.status !== 201) throw new Error(`The push is refused: ${pushed.text}`);
    const { arrival, page } = await this.visit(this.#provider.browser(), pushed.json.request_uri);
    if (arrival === undefined) throw new Error(`The browser stays: ${page?.html}`);
    return this.read(arrival.url);
  }

  proof(url: string, changes: Changes = {}, keys = this.keys.dpop, accessToken?: string): Promise<string> {
    return exportJWK(keys.publicKey).then((jwk) => {
      const ath =
        accessToken === undefined ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') };
      const method = accessToken === undefined ? 'POST' : 'GET';
      const claims = { jti: randomUUID(), htm: method, htu: url, iat: this.now, ...ath, ...changes };
      return new SignJWT(without(claims) as JWTPayload)
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .sign(keys.privateKey);
    });
  }

  /** What proves possession at the token endpoint. */
  async binds(): Promise<Readonly<Record<string, string>>> {
    return this.binding === 'mtls'
      ? this.keys.certificate.header
      : { dpop: await this.proof(this.metadata.token_endpoint) };
  }

  async token(parameters: Changes, options: RedeemOptions = {}): Promise<Answer> {
    const { assertion, signing, headers } = options;
    const authentication =
      assertion === null ? { client_id: this.clientId } : await this.authentication(assertion, signing);
    const proof = headers === null ? {} : (headers ?? (await this.binds()));
    return postForm(
      this.metadata.token_endpoint,
      { ...authentication, ...without({ ...parameters, ...options.parameters }) },
      proof,
    );
  }

  redeem(code: string | undefined, options: RedeemOptions = {}): Promise<Answer> {
    const { redirectUri } = this;
    return this.token(
      { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
      options,
    );
  }

  refresh(token: string, options: RedeemOptions = {}): Promise<Answer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: token }, options);
  }

  /** Userinfo with the token and its proof. */
  async userInfo(accessToken: string, scheme = this.binding === 'dpop' ? 'DPoP' : 'Bearer'): Promise<Answer> {
    const url = this.metadata.userinfo_endpoint;
    const proof =
      this.binding === 'mtls'
        ? this.keys.certificate.header
        : { dpop: await this.proof(url, {}, undefined, accessToken) };
    return answerOf(await fetch(url, { headers: { authorization: `${scheme} ${accessToken}`, ...proof } }));
  }
}

/** `cnf` that a token of this client must have. */
export async function confirmationOf(client: FapiClient): Promise<unknown> {
  if (client.binding === 'mtls') return { 'x5t#S256': client.keys.certificate.thumbprint };
  return { jkt: await calculateJwkThumbprint(await exportJWK(client.keys.dpop.publicKey)) };
}
