/** The bank's API: takes tokens that are bound to the application's key, and none that whoever finds them could use. */
import { createServer } from 'node:http';
import { expressProtection, protectResource, tokenOf } from 'mintmark/resource-server';
import { ibansIn } from './account-access.ts';

export async function startAccounts(issuer: string, resource: string) {
  const api = protectResource({ resource, issuer, requireProofOfPossession: true });
  const protection = expressProtection(api, { maxAge: 3600 });
  const http = createServer((request, response) =>
    protection(request, response, () => {
      const { subject, claims } = tokenOf(request);
      const chosen = ibansIn(claims.authorization_details);
      response.writeHead(chosen.length > 0 ? 200 : 403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ of: subject, accounts: chosen.map((iban) => ({ iban })) }));
    }),
  );
  await new Promise<void>((resolve) => http.listen(Number(new URL(resource).port), 'localhost', resolve));
  return { close: () => new Promise((resolve) => http.close(resolve)) };
}
