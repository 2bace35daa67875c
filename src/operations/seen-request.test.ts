import { describe, expect, it } from 'vitest';
import { createSealer } from '../keys/sealer.ts';
import type { HttpRequest } from '../model/http-message.ts';
import { seenRequestProof, seenRequestReply } from './seen-request.ts';

const sealer = createSealer(['q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k']);
const other = createSealer(['bWFzdGVyLXNlY3JldC1vZi0zMi1ieXRlcy1vci1tb3JlLi4u']);
const now = 1_800_000_000;

function asked(headers: Readonly<Record<string, string>>) {
  const request: HttpRequest = {
    method: 'GET',
    target: '/health/live',
    header: (name) => headers[name],
    body: async () => new Uint8Array(),
    remoteAddress: '203.0.113.9',
  };
  return seenRequestReply(request, now, { sealer, trustProxy: true });
}

describe('what a request looks like when it arrives', () => {
  it('is told to whoever proves to have the master secret, and no header beyond those of proxies', () => {
    const proof = seenRequestProof(sealer, now - 60);
    const reply = asked({
      'mintmark-doctor': proof,
      'client-cert': ':AA==:',
      authorization: 'Bearer x',
      cookie: 'a=b',
    });
    expect(JSON.parse(reply?.body ?? '')).toEqual({
      status: 'ok',
      seen: {
        version: '0.1.0',
        now,
        remoteAddress: '203.0.113.9',
        trustProxy: true,
        headers: { 'client-cert': ':AA==:' },
      },
    });
    expect(reply?.headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['no proof', ''],
    ['one under another secret', seenRequestProof(other, now)],
    ['one of two hours ago', seenRequestProof(sealer, now - 7200)],
    ['one of another instant', seenRequestProof(sealer, now).replace(/^\d+/, String(now - 1))],
    ['one that was cut', seenRequestProof(sealer, now).slice(0, -1)],
    ['something else', 'x'.repeat(10_000)],
  ])('is told to nobody else: %s', (_, proof) => {
    expect(asked({ 'mintmark-doctor': proof })).toBeUndefined();
  });
});
