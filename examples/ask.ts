import { createServer } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks the token endpoint of an issuer as a confidential client whose secret is `secret`. */
export async function ask(
  issuer: string,
  clientId: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Answer> {
  const response = await fetch(`${issuer}/connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:secret`)}` },
    body: new URLSearchParams(parameters),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, 'localhost', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}
