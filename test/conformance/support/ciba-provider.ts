import { expect } from 'vitest';
import type { ServerEvent } from '../../../src/operations/events.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { CibaClient, cibaGrantType, cibaKeys } from './ciba-client.ts';
import { formsOf } from './page-forms.ts';
import { type Provider, startProvider } from './provider.ts';
import { type Receiver, startReceiver } from './receiver.ts';

export type Mode = 'poll' | 'ping';

/** A server with two CIBA clients in each mode, and where those in ping mode are notified. */
export interface CibaSurroundings {
  readonly provider: Provider;
  readonly receiver: Receiver;
  client(mode: Mode): CibaClient;
  other(mode: Mode): CibaClient;
  /** The same two, authenticating by certificate. */
  certified(mode: Mode): CibaClient;
  otherCertified(mode: Mode): CibaClient;
  /** Waits for the server to be done with the next notification, retries included. */
  notified(): Promise<boolean>;
  close(): Promise<void>;
}

export async function startCibaProvider(): Promise<CibaSurroundings> {
  const receiver = await startReceiver();
  const keys = { first: await cibaKeys(), second: await cibaKeys() };
  const certificates = {
    first: makeCertificate({ subject: [['CN', 'first']] }),
    second: makeCertificate({ subject: [['CN', 'second']] }),
  };
  const outcomes: boolean[] = [];
  const waiting: (() => void)[] = [];
  const byKey = (['poll', 'ping'] as const).flatMap((mode) =>
    (['first', 'second'] as const).map((name) => ({
      name,
      clientId: `${mode}-${name}`,
      jwks: { keys: keys[name].jwks.keys.map((key): Record<string, unknown> => ({ ...key })) },
      allowedGrantTypes: [cibaGrantType, 'refresh_token'],
      allowedScopes: ['openid', 'profile', 'email'],
      allowOfflineAccess: true,
      requireRequestObject: true,
      requireMutualTls: true,
      allowedAssertionAlgorithms: ['ES256', 'PS256'] as const,
      ...(mode === 'ping' ? { backChannelClientNotificationUri: `${receiver.url}/notify` } : {}),
    })),
  );
  const configured = byKey.flatMap(({ name, ...client }) => {
    const jwks = { keys: [...client.jwks.keys, { ...certificates[name].jwk, kid: 'tls' }] };
    return [client, { ...client, clientId: `${client.clientId}-certified`, selfSignedTlsClientAuth: true, jwks }];
  });
  const provider = await startProvider({
    listen: { trustProxy: true },
    clients: configured,
    onEvent: (event: ServerEvent) => {
      if (event.type !== 'BackchannelClientNotified') return;
      outcomes.push(event.delivered);
      waiting.shift()?.();
    },
  });
  return {
    provider,
    receiver,
    client: (mode) => new CibaClient(provider, `${mode}-first`, keys.first),
    other: (mode) => new CibaClient(provider, `${mode}-second`, keys.second),
    certified: (mode) => new CibaClient(provider, `${mode}-first-certified`, keys.first, certificates.first),
    otherCertified: (mode) => new CibaClient(provider, `${mode}-second-certified`, keys.second, certificates.second),
    notified: async () => {
      if (outcomes.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      return outcomes.shift()!;
    },
    close: async () => {
      await provider.server.close();
      await receiver.close();
    },
  };
}

/** Alice opens the page of what waits for her, finds the request by its message, and decides. */
export async function decide(provider: Provider, bindingMessage: string, decision: 'allow' | 'deny'): Promise<void> {
  const agent = provider.browser();
  const { page } = await agent.visit(`${provider.metadata.issuer}/ciba`);
  const article = page!.html.split('<article').find((one) => one.includes(bindingMessage));
  expect(article).toBeDefined();
  const done = await agent.submit(formsOf(article!)[0]!, { decision });
  expect(done.page?.status).toBe(200);
}
