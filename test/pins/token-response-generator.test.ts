import { readFileSync } from 'node:fs';
import { TokenResponseGenerator } from 'mintmark';
import { describe, expect, it } from 'vitest';

/** CONTRACT §5: what may be overridden is public. Removing or renaming one breaks derived classes. */
const overridable = [
  'process',
  'processClientCredentialsRequest',
  'processPasswordRequest',
  'processAuthorizationCodeRequest',
  'processRefreshTokenRequest',
  'processDeviceCodeRequest',
  'processCibaRequest',
  'processTokenExchangeRequest',
  'processJwtBearerRequest',
  'processExtensionGrantRequest',
  'processTokenRequest',
  'createAccessToken',
  'createIdTokenFromRefreshTokenRequest',
  'createIdentityToken',
  'createResponse',
];
const internal = ['createRefreshToken', 'withIdentityToken'];

const source = readFileSync(new URL('../../src/token-endpoint/token-response-generator.ts', import.meta.url), 'utf8');

describe('TokenResponseGenerator', () => {
  it('has these methods, and no others', () => {
    const methods = Object.getOwnPropertyNames(TokenResponseGenerator.prototype).filter(
      (name) => name !== 'constructor',
    );
    expect(methods.sort()).toEqual([...overridable, ...internal].sort());
  });

  it('lets each of the contract be overridden: process in public, the others protected, the rest private', () => {
    const declared = [...source.matchAll(/^ {2}(?:(protected|private) )?(?:async )?(\w+)\((?!services)/gm)];
    const visibility = new Map(declared.map(([, keyword = 'public', name]) => [name, keyword]));
    const [process, ...protectedMethods] = overridable;
    expect(visibility.get(process)).toBe('public');
    for (const name of protectedMethods) expect([name, visibility.get(name)]).toEqual([name, 'protected']);
    for (const name of internal) expect([name, visibility.get(name)]).toEqual([name, 'private']);
  });

  it('gives derived classes its services', () => {
    expect(source).toMatch(/^ {2}protected readonly services: TokenResponseServices;$/m);
  });

  it('calls nothing that can be overridden while it is made', () => {
    const body = /constructor\(services: TokenResponseServices\) \{\n(.*?)\n {2}\}/s.exec(source)?.[1];
    expect(body).toBe('    this.services = services;');
  });
});
