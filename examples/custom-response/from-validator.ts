import type { ICustomTokenRequestValidator } from 'mintmark';

/** Adds fields, or refuses, without any generator: `customResponse` reaches the JSON on success and on error. */
export const tenantValidator: ICustomTokenRequestValidator = {
  async validate({ request }) {
    const tenant = request.parameters.get('tenant');
    if (tenant === undefined) return undefined;
    if (tenant === 'closed') {
      return {
        error: 'access_denied',
        errorDescription: 'This tenant is closed.',
        customResponse: { reopens: '2027-01-01' },
      };
    }
    return { customResponse: { tenant: { name: tenant, plan: 'basic' } } };
  },
};
