import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../model/request-context.ts';
import type { ServerEvent } from '../../operations/events.ts';
import { createLogger } from '../../operations/log.ts';
import { type AuditEntry, StoreUnavailableError } from '../../stores/contracts.ts';
import { MemoryAuditStore } from '../../stores/memory/memory-audit-store.ts';
import { settableClock } from '../../testing/settable-clock.ts';
import { AuditTrail } from './audit-trail.ts';

const start = 1_800_000_000;
const context: RequestContext = {
  requestId: 'request 1',
  now: start,
  issuer: 'https://id.example.com',
  remoteAddress: '192.0.2.1',
};
const signedOut = (subjectId: string): ServerEvent => ({ type: 'UserSignedOut', subjectId, sessionId: 's' });
const refused: ServerEvent = { type: 'TokenRefused', clientId: 'web', reason: 'code.expired' };

type Append = (entries: readonly AuditEntry[]) => Promise<void>;

async function setUp(append?: Append, store: 'changes' | 'security' | 'everything' = 'security') {
  const audit = new MemoryAuditStore();
  const clock = settableClock(start);
  const lines: string[] = [];
  const trail = new AuditTrail({
    store: { audit: { append: append ?? ((entries) => audit.append(entries)) } },
    clock,
    log: await createLogger({ format: 'json', write: (line) => lines.push(line) }),
    settings: { store, retention: 100 },
  });
  const kept = () => audit.list({}, { limit: 100_000 });
  return { audit, clock, trail, lines, kept, tell: (event: ServerEvent) => trail.listener(event, context) };
}

describe('the audit trail', () => {
  it('keeps who, what and how it ended, with request and address, for as long as it is told to', async () => {
    const { trail, tell, kept } = await setUp();
    tell({ type: 'ConsentRefused', subjectId: '1', clientId: 'web', scopes: ['openid'] });
    await trail.flush();
    expect(await kept()).toEqual([
      {
        entryId: expect.stringMatching(/^[0-9a-f]{32}$/),
        at: start,
        type: 'ConsentRefused',
        subjectId: '1',
        clientId: 'web',
        actor: null,
        expiresAt: start + 100,
        facts: { scopes: ['openid'], outcome: 'failure', requestId: 'request 1', address: '192.0.2.1' },
      },
    ]);
  });

  it('keeps of a change by an administrator what it is about and who did it, and no secret', async () => {
    const { trail, tell, kept } = await setUp(undefined, 'changes');
    const caller = { subjectId: 'root', clientId: 'console', via: 'console' } as const;
    const change = { type: 'AdminChange', caller, target: { kind: 'user', id: '1' }, action: 'user.change' } as const;
    tell({ ...change, before: { enabled: true }, after: { enabled: false, password: 'hidden' } });
    tell({ ...change, target: { kind: 'session', id: 's' }, before: { subject: '2', clientId: 'web' } });
    tell({ ...change, target: { kind: 'client', id: 'web' }, caller: { clientId: 'machine', via: 'api' } });
    tell(refused);
    await trail.flush();
    const entries = (await kept()).toReversed();
    expect(entries.map(({ subjectId, clientId, actor }) => [subjectId, clientId, actor])).toEqual([
      ['1', null, 'root'],
      ['2', 'web', 'root'],
      [null, 'web', 'machine'],
    ]);
    expect(entries[0]!.facts).toEqual({
      action: 'user.change',
      target: { kind: 'user', id: '1' },
      caller,
      before: { enabled: true },
      after: { enabled: false, password: '[redacted]' },
      outcome: 'success',
      requestId: 'request 1',
      address: '192.0.2.1',
    });
  });

  it.each([
    ['changes', 0],
    ['security', 1],
    ['everything', 3],
  ] as const)('keeps of traffic what %s says', async (store, count) => {
    const { trail, tell, kept } = await setUp(undefined, store);
    tell({ type: 'TokenIssued', clientId: 'web', grantType: 'client_credentials', scopes: [] });
    tell({ type: 'LogoutNotified', clientId: 'web', sessionId: 's', delivered: true, attempts: 1 });
    tell({ type: 'LogoutNotified', clientId: 'web', sessionId: 's', delivered: false, attempts: 3 });
    await trail.flush();
    expect(await kept()).toHaveLength(count);
  });

  it('leaves out what is more than 120 a minute of a kind that strangers cause, and tells how much that was', async () => {
    const { trail, tell, kept, clock } = await setUp();
    for (let times = 0; times < 500; times += 1) tell(refused);
    for (let times = 0; times < 130; times += 1) tell(signedOut('1'));
    await trail.flush();
    expect(await kept()).toHaveLength(250);
    clock.advance(59);
    tell(refused);
    clock.advance(1);
    tell(refused);
    await trail.flush();
    const entries = await kept();
    expect(entries).toHaveLength(252);
    expect(entries.find(({ type }) => type === 'AuditEntriesLeftOut')).toMatchObject({
      at: start + 60,
      facts: { of: 'TokenRefused', count: 381, from: start, until: start + 60 },
    });
  });

  it('tells at the end of the server what a flood has left out', async () => {
    const { trail, tell, kept } = await setUp();
    for (let times = 0; times < 121; times += 1) tell(refused);
    await trail.stop();
    const [last] = await kept();
    expect(last).toMatchObject({ type: 'AuditEntriesLeftOut', facts: { of: 'TokenRefused', count: 1 } });
  });

  it('waits for a store that is away, and loses nothing but what is more than 10,000, which it counts', async () => {
    let isAway = true;
    const { trail, tell, kept, audit, lines } = await setUp(async (entries) => {
      if (isAway) throw new StoreUnavailableError('away');
      await audit.append(entries);
    });
    for (let index = 0; index < 10_007; index += 1) tell(signedOut(String(index)));
    await trail.flush();
    expect(await kept()).toEqual([]);
    expect(lines.filter((line) => line.includes('audit entries wait'))).toHaveLength(1);
    isAway = false;
    tell(signedOut('late'));
    await trail.flush();
    const entries = await kept();
    expect(entries).toHaveLength(10_001);
    expect(entries.at(-1)!.subjectId).toBe('0');
    expect(entries.find(({ type }) => type === 'AuditEntriesLeftOut')!.facts).toMatchObject({ of: '*', count: 8 });
  });

  it('says how much stands in the log alone when the server ends while the store is away', async () => {
    const { trail, tell, lines } = await setUp(async () => {
      throw new StoreUnavailableError('away');
    });
    for (const subjectId of ['1', '2']) tell(signedOut(subjectId));
    await trail.stop();
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ level: 'error', count: 2 });
  });

  it('is not held up by one entry that the store never takes', async () => {
    const { trail, tell, kept, audit, lines } = await setUp(async (entries) => {
      if (entries.some(({ subjectId }) => subjectId === 'bad')) throw new Error('refused');
      await audit.append(entries);
    });
    for (const subjectId of ['1', 'bad', '2']) tell(signedOut(subjectId));
    await trail.flush();
    expect((await kept()).map(({ subjectId }) => subjectId)).toEqual(['2', '1']);
    expect(lines.filter((line) => line.includes('cannot be kept'))).toHaveLength(1);
  });

  it('keeps names and facts within bounds, whatever they are', async () => {
    const { trail, tell, kept } = await setUp();
    tell({ ...refused, clientId: `a\0${'b'.repeat(5000)}`, detail: 'c'.repeat(100_000) });
    await trail.flush();
    const [entry] = await kept();
    expect(entry!.clientId).toBe(`a\uFFFD${'b'.repeat(510)}`);
    expect(entry!.facts).toEqual({
      reason: 'code.expired',
      outcome: 'failure',
      requestId: 'request 1',
      address: '192.0.2.1',
      isCut: true,
    });
  });
});
