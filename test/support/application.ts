import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { TestServer } from '../../src/testing/create-test-server.ts';
import { challenge } from './authorize.ts';

/** An application that only shows that the browser came back to it. */
export interface Application {
  readonly url: string;
  close(): void;
}

export async function startApplication(): Promise<Application> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><html lang="en"><title>application</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Goes to the authorization endpoint as the client `web` of an application; its verifier is in `authorize.ts`. */
export async function openAuthorization(
  page: Page,
  server: TestServer,
  application: Application,
  changes: Record<string, string> = {},
): Promise<void> {
  const parameters = {
    client_id: 'web',
    redirect_uri: `${application.url}/callback`,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  await page.goto(`${server.url}/connect/authorize?${new URLSearchParams(parameters)}`);
}

/** Fills in the sign-in page and sends it. */
export async function typePassword(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
