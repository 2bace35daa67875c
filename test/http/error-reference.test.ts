import type { TestServer } from 'mintmark/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { authorizeServer, codeRequest } from '../support/authorize.ts';
import { postForm } from '../support/connect.ts';

let server: TestServer;
beforeAll(async () => {
  server = await authorizeServer();
});
afterAll(() => server.close());

it('the page of a missing code_challenge says which settings help, in the library and here (RFC 7636 §4.4.1)', async () => {
  const { json } = await postForm(`${server.url}/connect/par`, {
    ...codeRequest({ code_challenge: undefined, code_challenge_method: undefined }),
    client_secret: 'secret',
  });
  expect(json.error_description).toBe('code_challenge is required.');
  const page = await (await fetch(json.error_uri)).text();
  expect(page).toContain('requirePkce: false');
  expect(page).toContain('docs/your-library.md');
});

it('a page without advice has the rule alone', async () => {
  const page = await (await fetch(`${server.url}/docs/errors/request.method`)).text();
  expect(page).toBe(
    'request.method\n\nerror: invalid_request\nHTTP status: 405\n\nThe method is not allowed here.\n\nSee RFC 6749 §3.2.\n',
  );
});
