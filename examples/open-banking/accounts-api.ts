/** The bank's API: takes tokens that are bound to the application's key, and none that whoever finds them could use. */
import { createServer } from 'node:http';
import { expressProtection, protectResource, tokenOf } from 'mintmark/resource-server';

export async function startAccounts(issuer: string, resource: string) {
  const api = protectResource({ resource, issuer, scopes: ['accounts.read'], requireProofOfPossession: true });
  const protection = expressProtection(api, { scopes: ['accounts.read'], maxAge: 3600 });
  const http = createServer((request, response) =>
    protection(request, response, () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ of: tokenOf(request).subject, accounts: [{ iban: 'DE02120300000000202051' }] }));
    }),
  );
  await new Promise<void>((resolve) => http.listen(Number(new URL(resource).port), 'localhost', resolve));
  return { close: () => new Promise((resolve) => http.close(resolve)) };
}
