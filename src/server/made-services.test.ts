import { createServer, TokenResponseGenerator } from 'mintmark';
import { expect, it } from 'vitest';

class Mine extends TokenResponseGenerator {}
const validate = async () => undefined;

/** As JavaScript could give them. */
async function problemsOf(services: object): Promise<readonly string[]> {
  try {
    const base = { mode: 'dev', storage: { kind: 'memory' }, issuer: 'http://localhost:9400' } as const;
    await (await createServer({ ...base, services })).close();
    return [];
  } catch (error) {
    const { problems } = error as { problems?: readonly { path: string; message: string }[] };
    if (problems === undefined) throw error;
    return problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

it.each([
  [
    { tokenResponseGenerator: Mine },
    'services.tokenResponseGenerator: must be a function that makes it, such as (services) => new Mine(services)',
  ],
  [{ tokenResponseGenerator: () => undefined }, 'services.tokenResponseGenerator: must return an object'],
  [
    { tokenResponseGenerator: async (services: never) => new Mine(services) },
    'services.tokenResponseGenerator: must return an object, not a promise of one',
  ],
  [
    { profileService: () => ({ claims: async () => ({}) }) },
    'services.profileService: must return an object with the method isActive',
  ],
  [{ extensionGrantValidators: () => ({}) }, 'services.extensionGrantValidators: must return a list'],
  [
    { extensionGrantValidators: () => [{ validate }] },
    'services.extensionGrantValidators[0].grantType: must be a string',
  ],
  [
    { extensionGrantValidators: () => [{ grantType: 'password', validate }] },
    'services.extensionGrantValidators[0].grantType: "password" is built in: choose a URI of your own, or replace what the built-in grant uses',
  ],
  [
    { extensionGrantValidators: () => ['urn:a', 'urn:b', 'urn:a'].map((grantType) => ({ grantType, validate })) },
    'services.extensionGrantValidators[2].grantType: "urn:a" is taken',
  ],
])('refuses at start-up a service that could not do its work: %o', async (services, problem) => {
  expect(await problemsOf(services)).toEqual([problem]);
});

it('has nothing to say of services that can, and keeps the built-in one where there is none', async () => {
  const services = {
    tokenService: undefined,
    tokenResponseGenerator: (given: never) => new Mine(given),
    customTokenRequestValidator: () => undefined,
    extensionGrantValidators: () => [{ grantType: 'urn:a', validate }],
  };
  expect(await problemsOf(services)).toEqual([]);
});
