/**
 * A Kubernetes service account is a client: its pod has a projected token (`audience` as below) in a file and sends what is there as `client_assertion`
 * (RFC 7523 §2.2). The cluster renews the file; until then the same token is sent again and again, so that it is not held to be good once.
 *
 *     node --conditions=source examples/kubernetes-service-account/server.ts
 */
import { type ExampleOptions, run } from '../run.ts';

/** @param cluster `kubectl get --raw /.well-known/openid-configuration` tells both. */
export function optionsFor(cluster: { readonly issuer: string; readonly jwksUri: string }) {
  return {
    apiScopes: [{ name: 'orders.read' }],
    apiResources: [{ name: 'https://orders.example.com', scopes: ['orders.read'] }],
    trustedIssuers: [{ ...cluster, uses: ['clientAssertion'], audience: 'mintmark', singleUse: false }],
    clients: [
      {
        clientId: 'web-shop',
        clientAssertion: { issuer: cluster.issuer, subject: 'system:serviceaccount:shop:web' },
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['orders.read'],
      },
    ],
  } satisfies ExampleOptions;
}

if (import.meta.main) {
  const issuer = 'https://kubernetes.default.svc.cluster.local';
  await run(optionsFor({ issuer, jwksUri: `${issuer}/openid/v1/jwks` }));
}
