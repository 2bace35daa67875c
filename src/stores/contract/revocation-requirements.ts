import type { GrantKind } from '../contracts.ts';
import { defined, equals, fail, isFalse, isTrue, rejects } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { farAway, grant, sampleNow, unique } from './samples.ts';

const at = sampleNow + 10;

export const revocationRequirements: readonly StoreRequirement[] = [
  {
    title: 'ends every row of a family, consumed ones too',
    async run({ grants }) {
      const family = unique('family');
      const rows = [grant({ family }), grant({ family, kind: 'reference_token' }), grant({ family })];
      const other = grant({ family: unique('family') });
      await grants.insert([...rows, other]);
      await grants.consume(rows[0]!.handleHash, { at });
      isFalse(await grants.isRevoked({ family, issuedAt: 1 }), 'before');
      await grants.revoke({ family }, farAway);
      isTrue(await grants.isRevoked({ family, issuedAt: 1 }), 'after');
      for (const row of rows) {
        equals((await grants.find(row.handleHash))?.revoked ?? true, true, 'find');
        equals((await grants.consume(row.handleHash, { at })).outcome, 'unknown', 'consume');
      }
      isFalse(await grants.isRevoked({ family: other.family!, issuedAt: 1 }), 'another family');
      equals((await grants.find(other.handleHash))?.revoked, false, 'a row of another family');
      await grants.revoke({ family }, farAway);
      isTrue(await grants.isRevoked({ family, issuedAt: 1 }), 'again');
    },
  },
  {
    title: 'deletes the rows of a family that a subject leads to, and counts them',
    async run({ grants }) {
      const [family, subjectId] = [unique('family'), unique('subject')];
      const rows = [grant({ family, subjectId }), grant({ family, subjectId, kind: 'reference_token' })];
      const other = grant({ family: unique('family'), subjectId });
      await grants.insert([...rows, other]);
      await grants.consume(rows[0]!.handleHash, { at });
      equals(await grants.revoke({ family, subjectId }, farAway), 2, 'count');
      isTrue(await grants.isRevoked({ family, issuedAt: 1 }), 'the family');
      for (const row of rows) equals(await grants.find(row.handleHash), undefined, 'find');
      equals((await grants.find(other.handleHash))?.revoked, false, 'a row of another family');
    },
  },
  {
    title: 'treats rows of a revoked family as dead when they are written later',
    async run({ grants }) {
      const [family, subjectId] = [unique('family'), unique('subject')];
      await grants.revoke({ family }, farAway);
      const late = grant({ family, subjectId });
      await grants.insert([late]);
      equals((await grants.find(late.handleHash))?.revoked, true, 'find');
      equals(await grants.consume(late.handleHash, { at, alongside: [grant()] }), { outcome: 'unknown' }, 'consume');
      equals(await grants.list({ subjectId }, sampleNow, 10), [], 'list');
    },
  },
  {
    title: 'leaves no live successor when a revocation races with a rotation',
    async run({ grants }) {
      for (let round = 0; round < 10; round += 1) {
        const row = grant({ family: unique('family') });
        const next = grant({ family: row.family });
        await grants.insert([row]);
        await Promise.all([
          grants.consume(row.handleHash, { at, alongside: [next] }),
          grants.revoke({ family: row.family! }, farAway),
        ]);
        const found = await grants.find(next.handleHash);
        if (found !== undefined && !found.revoked) fail(`round ${round}: the successor lives`);
      }
    },
  },
  {
    title: 'remembers the families of rows that it revokes by subject or client, so that a rotation in flight is dead',
    async run({ grants }) {
      const [subjectId, clientId] = [unique('subject'), unique('client')];
      const mine = grant({ family: unique('family'), subjectId, clientId });
      const elsewhere = grant({ family: unique('family'), subjectId, clientId: unique('client') });
      await grants.insert([mine, elsewhere]);
      equals(await grants.revoke({ subjectId, clientId }, farAway), 1, 'count');
      const late = grant({ family: mine.family, subjectId, clientId });
      await grants.insert([late]);
      equals((await grants.find(late.handleHash))?.revoked, true, 'the late successor');
      equals((await grants.find(elsewhere.handleHash))?.revoked, false, 'the other client');
    },
  },
  {
    title: 'revokes what a subject has in a session, with the row of the session unless kinds say otherwise',
    async run({ grants }) {
      const [subjectId, sessionId] = [unique('subject'), unique('session')];
      const session = grant({ kind: 'session', subjectId, sessionId });
      const token = grant({ subjectId, sessionId });
      const code = grant({ kind: 'authorization_code', subjectId, sessionId });
      const elsewhere = grant({ subjectId, sessionId: unique('session') });
      await grants.insert([session, token, code, elsewhere]);
      equals(await grants.revoke({ subjectId, sessionId, kinds: ['refresh_token'] }, farAway), 1, 'of one kind');
      equals((await grants.find(session.handleHash))?.revoked, false, 'the session');
      equals((await grants.find(code.handleHash))?.revoked, false, 'the code');
      equals(await grants.revoke({ subjectId, sessionId }, farAway), 2, 'of every kind');
      equals(await grants.find(session.handleHash), undefined, 'the session, afterwards');
      equals((await grants.find(elsewhere.handleHash))?.revoked, false, 'another session');
    },
  },
  {
    title: 'finds a session, and nothing else, by its session id alone',
    async run({ grants }) {
      const sessionId = unique('session');
      const session = grant({ kind: 'session', subjectId: unique('subject'), sessionId });
      await grants.insert([session, grant({ sessionId })]);
      equals(await grants.list({ sessionId, kinds: ['session'] }, sampleNow, 10), [session], 'list');
      await rejects(grants.list({ sessionId }, sampleNow, 10), 'list of every kind');
      await rejects(grants.revoke({ sessionId }, farAway), 'revoke of every kind');
      equals(await grants.revoke({ sessionId, kinds: ['session'] }, farAway), 1, 'revoke');
      equals(await grants.find(session.handleHash), undefined, 'the session, afterwards');
    },
  },
  {
    title:
      'ends codes of a session, their redemption in flight too, and leaves alone the tokens of codes redeemed before',
    async run({ grants }) {
      const [subjectId, sessionId] = [unique('subject'), unique('session')];
      const code = () => grant({ kind: 'authorization_code', subjectId, sessionId, family: unique('family') });
      const [redeemed, open] = [code(), code()];
      const token = grant({ subjectId, sessionId, family: redeemed.family });
      await grants.insert([redeemed, open]);
      await grants.consume(redeemed.handleHash, { at, alongside: [token] });
      const filter = { subjectId, sessionId, kinds: ['session', 'authorization_code'] } as const;
      equals(await grants.revoke(filter, farAway), 2, 'count');
      equals((await grants.find(token.handleHash))?.revoked, false, 'the token');
      const late = grant({ sessionId, family: open.family });
      await grants.insert([late]);
      equals((await grants.find(late.handleHash))?.revoked, true, 'the late token');
    },
  },
  {
    title: 'ends a token in flight whose code was redeemed before its subject was revoked',
    async run({ grants }) {
      const [subjectId, family] = [unique('subject'), unique('family')];
      const code = grant({ kind: 'authorization_code', subjectId, family });
      await grants.insert([code]);
      await grants.consume(code.handleHash, { at });
      await grants.revoke({ subjectId }, farAway);
      const late = grant({ subjectId, family });
      await grants.insert([late]);
      equals((await grants.find(late.handleHash))?.revoked, true, 'the late token');
    },
  },
  {
    title: 'leaves the session to other clients when one client of it is revoked',
    async run({ grants }) {
      const sessionId = unique('session');
      const [mine, theirs] = [grant({ sessionId, clientId: 'one' }), grant({ sessionId, clientId: 'two' })];
      await grants.insert([mine, theirs]);
      equals(await grants.revoke({ sessionId, clientId: 'one' }, farAway), 1, 'count');
      equals((await grants.find(theirs.handleHash))?.revoked, false, 'the other client');
    },
  },
  {
    title: 'matches all members of a filter, and refuses one that would match everything',
    async run({ grants }) {
      const [subjectId, clientId, sessionId, family] = ['subject', 'client', 'session', 'family'].map(unique) as [
        string,
        string,
        string,
        string,
      ];
      const kinds: GrantKind[] = ['consent', 'reference_token'];
      const whole = grant({ subjectId, clientId, sessionId, family, kind: 'consent' });
      await grants.insert([
        whole,
        grant({ ...whole, handleHash: unique('hash'), subjectId: 'x' }),
        grant({ ...whole, handleHash: unique('hash'), clientId: 'x' }),
        grant({ ...whole, handleHash: unique('hash'), sessionId: null }),
        grant({ ...whole, handleHash: unique('hash'), kind: 'par' }),
      ]);
      const found = await grants.list({ subjectId, clientId, sessionId, family, kinds }, sampleNow, 10);
      equals(found, [whole], 'list');
      equals(await grants.list({ subjectId, kinds: [] }, sampleNow, 10), [], 'no kinds');
      await rejects(grants.list({}, sampleNow, 10), 'list without a filter');
      await rejects(grants.revoke({}, farAway), 'revoke without a filter');
      await rejects(grants.revoke({ kinds: ['par'] }, farAway), 'revoke by kinds only');
      await rejects(grants.list({ family }, sampleNow, 10), 'list by family only');
      const tokens = { family, kinds: ['reference_token'] } as const;
      await rejects(grants.revoke(tokens, farAway), 'revoke a part of a family without a subject');
      defined(await grants.find(whole.handleHash), 'the row');
    },
  },
  {
    title: 'lists live rows only, newest first, and at most the limit',
    async run({ grants }) {
      const subjectId = unique('subject');
      const rows = [3, 1, 2].map((age) => grant({ subjectId, createdAt: sampleNow - age }));
      const used = grant({ subjectId });
      await grants.insert([...rows, used, grant({ subjectId, expiresAt: sampleNow })]);
      await grants.consume(used.handleHash, { at });
      equals(await grants.list({ subjectId }, sampleNow, 10), [rows[1], rows[2], rows[0]], 'all');
      equals(await grants.list({ subjectId }, sampleNow, 2), [rows[1], rows[2]], 'two');
    },
  },
];
