/** The bank's API: makes the payment that its owner agreed to, once, and no other. */
import { createServer } from 'node:http';
import { expressProtection, protectResource, tokenOf } from 'mintmark/resource-server';
import { paymentsIn } from './payment.ts';

export async function startPayments(issuer: string, resource: string) {
  const api = protectResource({ resource, issuer });
  const protection = expressProtection(api);
  const paid = new Set<string>();
  const http = createServer((request, response) =>
    protection(request, response, () => {
      const { claims } = tokenOf(request);
      const [payment, ...more] = paymentsIn(claims.authorization_details);
      const isFresh = typeof claims.jti === 'string' && !paid.has(claims.jti);
      const mayPay = payment?.debtorAccount !== undefined && more.length === 0 && isFresh;
      if (mayPay) paid.add(String(claims.jti));
      response.writeHead(mayPay ? 201 : 403, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          mayPay
            ? {
                paid: payment.instructedAmount.amount,
                from: payment.debtorAccount?.iban,
                to: payment.creditorAccount.iban,
              }
            : { error: 'The token is good for no payment, or for one that was made.' },
        ),
      );
    }),
  );
  await new Promise<void>((resolve) => http.listen(Number(new URL(resource).port), 'localhost', resolve));
  return { close: () => new Promise((resolve) => http.close(resolve)) };
}
