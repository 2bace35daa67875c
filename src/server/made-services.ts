import { checkExtensionGrantTypes } from '../config/extension-grant-rules.ts';
import type { Path, ProblemList } from '../config/problem-list.ts';
import type { ReplaceableService } from './services.ts';

const generator = ['process'];
const validator = ['validate'];

/** What is called of each service. Types say so already, but JavaScript has none. */
const methods: Readonly<Record<Exclude<ReplaceableService, 'extensionGrantValidators'>, readonly string[]>> = {
  tokenResponseGenerator: generator,
  introspectionResponseGenerator: generator,
  discoveryResponseGenerator: generator,
  authorizeResponseGenerator: generator,
  deviceAuthorizationResponseGenerator: generator,
  cibaResponseGenerator: generator,
  userInfoResponseGenerator: generator,
  customTokenRequestValidator: validator,
  resourceOwnerPasswordValidator: validator,
  backchannelUserValidator: validator,
  clientAuthenticator: ['authenticate'],
  profileService: ['claims', 'isActive'],
  claimsService: ['accessTokenClaims', 'identityTokenClaims'],
  tokenService: [
    'createAccessToken',
    'renewAccessToken',
    'createIdentityToken',
    'serializeAccessToken',
    'serializeIdentityToken',
  ],
  tokenCreationService: [
    'createAccessToken',
    'accessTokenPayload',
    'createIdentityToken',
    'createJwt',
    'identityTokenAlgorithm',
  ],
  refreshTokenService: ['create', 'reserve', 'find', 'use'],
  referenceTokenService: ['create', 'find', 'remove'],
};

/** Checks what a factory of `services` made, so that a mistake shows at start-up and not at the first request. */
export function checkMade(name: string, made: unknown, problems: ProblemList): void {
  const path = ['services', name];
  if (name === 'extensionGrantValidators') checkExtensionGrants(path, made, problems);
  else if (Object.hasOwn(methods, name) && !(name === 'customTokenRequestValidator' && made === undefined)) {
    checkMethods(path, made, methods[name as keyof typeof methods], problems);
  }
}

function checkMethods(path: Path, made: unknown, wanted: readonly string[], problems: ProblemList): void {
  const missing = (method: string) => typeof Reflect.get(Object(made), method) !== 'function';
  if (typeof made !== 'object' || made === null) problems.add(path, 'must return an object');
  else if ('then' in made) problems.add(path, 'must return an object, not a promise of one');
  else if (wanted.some(missing)) problems.add(path, `must return an object with the method ${wanted.find(missing)}`);
}

function checkExtensionGrants(path: Path, made: unknown, problems: ProblemList): void {
  if (!Array.isArray(made)) {
    problems.add(path, 'must return a list');
    return;
  }
  for (const [index, one] of made.entries()) checkMethods([...path, index], one, validator, problems);
  checkExtensionGrantTypes(path, made, problems);
}
