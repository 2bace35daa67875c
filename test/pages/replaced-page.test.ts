import { hiddenFields, html, type Pages, renderDocument } from 'mintmark';
import { expect, it } from 'vitest';
import { createTestServer } from '../../src/testing/index.ts';

const pages: Pages = {
  name: 'Example ID',
  stylesheet: ':root { --accent: #7a1fa2 }',
  login: (page, frame) =>
    renderDocument(frame, {
      title: 'Hello',
      body: html`<h1>Hello</h1><form method="post" action="${page.action}">${hiddenFields(page.hidden)}<input name="username" value="${page.username}"></form>`,
    }),
};

it('shows a page that somebody replaced, under the same protection, and the others in the given look', async () => {
  const server = await createTestServer({ pages });
  try {
    const login = await fetch(`${server.url}/login`);
    const body = await login.text();
    expect(body).toContain('<title>Hello – Example ID</title>');
    expect(body).toContain('name="csrf"');
    expect(login.headers.get('x-frame-options')).toBe('DENY');
    const address = /href="([^"]+mintmark\.css[^"]+)"/.exec(body)?.[1] ?? '';
    const stylesheet = await fetch(address);
    expect(stylesheet.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await stylesheet.text()).toContain('--accent: #7a1fa2');
    const done = await fetch(`${server.url}/logout/done`);
    expect(await done.text()).toContain('<title>You are signed out – Example ID</title>');
    expect((await fetch(`${server.url}/login`, { method: 'PUT' })).status).toBe(405);
  } finally {
    await server.close();
  }
});

it('has no quickstart in production', async () => {
  const server = await createTestServer({
    mode: 'production',
    secret: 'env:SECRET',
    environment: { SECRET: 'q3Zt8yVh1LwXk0RmJ7cNfB5uGdPe2SxAoTi4HvYb9Ks' },
  });
  try {
    expect((await fetch(`${server.url}/quickstart`)).status).toBe(404);
    expect((await fetch(`${server.url}/assets/quickstart.js`)).status).toBe(404);
  } finally {
    await server.close();
  }
});
