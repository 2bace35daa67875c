import { expect } from 'vitest';
import { type Completed, complete, type FlowOptions, refusedAtClient } from './flow.ts';
import type { Provider } from './provider.ts';
import type { UserAgent, Visit } from './user-agent.ts';

const code = { responseType: 'code' };

/** A browser that has signed in at a client, and what the client got. */
export interface SignedIn {
  readonly agent: UserAgent;
  readonly done: Completed;
}

export async function signedIn(provider: Provider, options: FlowOptions = {}): Promise<SignedIn> {
  const agent = provider.browser();
  return { agent, done: await complete(provider, code, agent, {}, options) };
}

export function endSession(
  provider: Provider,
  agent: UserAgent,
  parameters: Readonly<Record<string, string>>,
): Promise<Visit> {
  const { end_session_endpoint: endpoint } = provider.metadata;
  const query = new URLSearchParams(parameters).toString();
  return agent.visit(query === '' ? endpoint : `${endpoint}?${query}`);
}

export async function expectSignedOut(provider: Provider, agent: UserAgent): Promise<void> {
  expect(await refusedAtClient(provider, code, { prompt: 'none' }, agent)).toBe('login_required');
}

export async function expectStillSignedIn(provider: Provider, agent: UserAgent): Promise<void> {
  expect((await complete(provider, code, agent, { prompt: 'none' })).asked).toEqual([]);
}
