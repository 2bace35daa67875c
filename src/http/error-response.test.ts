import { expect, it } from 'vitest';
import { oauthError } from '../errors/own-refusal.ts';
import type { Logger } from '../operations/log.ts';
import { StoreUnavailableError } from '../stores/contracts.ts';
import { asOAuthError, errorReply } from './error-response.ts';

const context = { requestId: 'request-1', now: 0, issuer: 'https://id.example.com' };

function recordingLog() {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  const log: Logger = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  };
  return { log, lines };
}

it('writes code, text and page of a refusal, with its headers and the id of the request (RFC 6749 §5.2)', () => {
  const { log, lines } = recordingLog();
  const reply = errorReply(oauthError('request.method', { headers: { allow: 'POST' } }), context, log);
  expect(reply.status).toBe(405);
  expect(reply.headers).toMatchObject({ allow: 'POST', 'x-request-id': 'request-1', 'cache-control': 'no-store' });
  expect(reply.body).toBe(
    '{"error":"invalid_request","error_description":"The method is not allowed here.","error_uri":"https://id.example.com/docs/errors/request.method"}',
  );
  expect(lines).toEqual(['info: a request was refused']);
});

it('writes what a validator of one’s own said, but not over the standard members', () => {
  const { log } = recordingLog();
  const thrown = oauthError('grant.refused', {
    error: 'own_code',
    description: 'own text',
    customResponse: { error: 'forged', error_uri: 'forged', extra: [1, { a: null }] },
  });
  expect(JSON.parse(errorReply(thrown, context, log).body)).toEqual({
    error: 'own_code',
    error_description: 'own text',
    error_uri: 'https://id.example.com/docs/errors/grant.refused',
    extra: [1, { a: null }],
  });
});

it('never tells the detail, which is for the log', () => {
  const { log } = recordingLog();
  const { body } = errorReply(oauthError('refresh.unknown', { detail: 'revoked meanwhile' }), context, log);
  expect(body).not.toContain('revoked meanwhile');
});

it('points reasons that must look alike to one page', () => {
  const { log } = recordingLog();
  const body = (reason: 'refresh.unknown' | 'refresh.expired' | 'refresh.replayed' | 'refresh.wrong-client') =>
    errorReply(oauthError(reason), context, log).body;
  expect(body('refresh.expired')).toBe(body('refresh.unknown'));
  expect(body('refresh.replayed')).toBe(body('refresh.unknown'));
  expect(body('refresh.wrong-client')).toBe(body('refresh.unknown'));
});

it('makes a store that is away 503 with Retry-After, and a bug 500 with nothing of its cause (CONTRACT §6)', () => {
  const { log, lines } = recordingLog();
  const unavailable = errorReply(new StoreUnavailableError('host 10.0.0.1'), context, log);
  expect(unavailable.status).toBe(503);
  expect(unavailable.headers['retry-after']).toBe('2');
  expect(JSON.parse(unavailable.body).error).toBe('temporarily_unavailable');
  expect(unavailable.body).not.toContain('10.0.0.1');
  const broken = errorReply(new TypeError('x is not a function'), context, log);
  expect(broken.status).toBe(500);
  expect(JSON.parse(broken.body).error_description).toBe(
    'The server met an unexpected condition. Request id: request-1.',
  );
  expect(broken.body).not.toContain('not a function');
  expect(lines).toEqual(['warn: the store is unavailable', 'error: a request failed']);
});

it('takes anything that can be thrown', () => {
  for (const thrown of [undefined, null, 'text', 7, {}, new Error('x')]) {
    expect(asOAuthError(thrown).reason).toBe('server.error');
  }
});
