import { decodeProtectedHeader } from 'jose';
import { expect } from 'vitest';
import { complete, refusedAtClient, type Variant } from '../support/flow.ts';
import type { Provider } from '../support/provider.ts';
import { registeredClient } from '../support/registration.ts';
import type { Modules } from './module.ts';

const asRegistered = (provider: Provider, { responseType }: Variant, metadata: object = {}) =>
  registeredClient(provider, { response_types: [responseType], ...metadata });

/** Modules of the plans of one response type that register a client of their own. */
export const registrationModules: Modules = {
  'oidcc-idtoken-signature': async (provider, variant) => {
    const { request, options } = await asRegistered(provider, variant);
    const { idToken } = await complete(provider, variant, provider.browser(), request, options);
    expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: 'RS256', kid: expect.stringMatching(/./) });
  },
  'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported': async (provider, variant) => {
    const object = 'https://client.example/request.jwt';
    const { request } = await asRegistered(provider, variant, { request_uris: [object] });
    const changes = { ...request, request_uri: object };
    expect(await refusedAtClient(provider, variant, changes)).toBe('request_uri_not_supported');
  },
};
