import { expect, it } from 'vitest';
import { emptyReply, jsonReply, redirectReply, textReply } from './reply.ts';

it('answers JSON that nobody caches (RFC 6749 §5.1)', () => {
  expect(jsonReply(400, { error: 'x' }, { allow: 'POST' })).toEqual({
    status: 400,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache', allow: 'POST' },
    body: '{"error":"x"}',
  });
});

it('answers text and nothing likewise', () => {
  expect(textReply(200, 'application/jwt', 'a.b.c').headers).toEqual({
    'content-type': 'application/jwt',
    'cache-control': 'no-store',
    pragma: 'no-cache',
  });
  expect(emptyReply()).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' },
    body: '{}',
  });
});

it('redirects by 303, which never repeats a POST (RFC 9700 §4.12)', () => {
  const reply = redirectReply('https://app.example.com/', { 'set-cookie': ['a=1', 'b=2'] });
  expect(reply.status).toBe(303);
  expect(reply.headers.location).toBe('https://app.example.com/');
  expect(reply.headers['cache-control']).toBe('no-store');
  expect(reply.headers['set-cookie']).toEqual(['a=1', 'b=2']);
});
