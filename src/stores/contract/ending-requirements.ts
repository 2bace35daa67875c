import type { GrantOwner, GrantRecord, Store } from '../contracts.ts';
import { equals, isFalse, isTrue } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { farAway, grant, sampleNow, unique } from './samples.ts';

const at = sampleNow + 10;

/** Once for each kind of owner: what the two have in common. */
function forUserAndClient(
  title: (who: string) => string,
  run: (store: Store, owner: GrantOwner, column: Partial<GrantRecord>) => Promise<void>,
): readonly StoreRequirement[] {
  return [
    {
      title: title('a user'),
      run: (store) => {
        const subjectId = unique('subject');
        return run(store, { subjectId }, { subjectId });
      },
    },
    {
      title: title('a client'),
      run: (store) => {
        const clientId = unique('client');
        return run(store, { clientId }, { clientId });
      },
    },
  ];
}

export const endingRequirements: readonly StoreRequirement[] = [
  ...forUserAndClient(
    (who) => `ends what ${who} got until then, of every kind, and nothing that comes after`,
    async ({ grants }, owner, column) => {
      const kinds = ['session', 'consent', 'authorization_code', 'refresh_token', 'reference_token', 'par'] as const;
      const ended = kinds.map((kind) => grant({ kind, ...column, createdAt: at }));
      const after = grant({ ...column, createdAt: at + 1 });
      const other = grant({ subjectId: unique('subject'), clientId: unique('client'), createdAt: at });
      await grants.insert([...ended, after, other]);
      await grants.end(owner, at, farAway);
      for (const { handleHash, kind } of ended) {
        equals((await grants.find(handleHash))?.revoked, true, `find ${kind}`);
        equals(await grants.consume(handleHash, { at, alongside: [grant()] }), { outcome: 'unknown' }, `use ${kind}`);
        const change = { payload: after.payload, expiresAt: farAway, subjectId: null, sessionId: null };
        isFalse(await grants.replace(handleHash, 1, change), `replace ${kind}`);
      }
      equals((await grants.find(other.handleHash))?.revoked, false, 'of somebody else');
      equals((await grants.find(after.handleHash))?.revoked, false, 'what comes after');
      equals(await grants.list(owner, sampleNow, 10), [after], 'list');
      equals(await grants.page(owner, sampleNow, { limit: 10 }), [after], 'page');
      equals(await grants.consume(after.handleHash, { at }), { outcome: 'consumed' }, 'use what comes after');
    },
  ),
  ...forUserAndClient(
    (who) => `treats what of ${who} is written later, by a request under way, as ended`,
    async ({ grants }, owner, column) => {
      await grants.end(owner, at, farAway);
      const late = grant({ ...column, createdAt: at });
      await grants.insert([late]);
      equals((await grants.find(late.handleHash))?.revoked, true, 'written later');
      const put = grant({ ...column, kind: 'consent', createdAt: at - 1 });
      await grants.put(put);
      equals((await grants.find(put.handleHash))?.revoked, true, 'put later');
    },
  ),
  ...forUserAndClient(
    (who) => `knows that a token without a row has ended with ${who}`,
    async ({ grants }, owner) => {
      isFalse(await grants.isRevoked({ ...owner, issuedAt: at }), 'before');
      await grants.end(owner, at, farAway);
      isTrue(await grants.isRevoked({ ...owner, issuedAt: at }), 'issued then');
      isFalse(await grants.isRevoked({ ...owner, issuedAt: at + 1 }), 'issued after it');
      const whole = { subjectId: unique('subject'), clientId: unique('client'), family: unique('family') };
      isTrue(await grants.isRevoked({ ...whole, ...owner, issuedAt: at - 1 }), 'among other things');
      isFalse(await grants.isRevoked({ ...whole, tokenId: unique('token'), issuedAt: at }), 'of somebody else');
    },
  ),
  {
    title: 'tells at once whether a token without a row and its session ended, and who its user is, if it can',
    async run({ grants, users }) {
      if (grants.standing === undefined) return;
      const subjectId = unique('subject');
      const token = {
        family: unique('family'),
        tokenId: unique('token'),
        subjectId,
        clientId: unique('client'),
        issuedAt: at,
      };
      const session = { family: unique('session'), subjectId: unique('owner') };
      equals(await grants.standing(token, session), { revoked: false, sessionEnded: false, user: null }, 'a stranger');
      const user = {
        subjectId,
        username: subjectId,
        passwordHash: null,
        enabled: true,
        claims: { a: 1 },
        createdAt: 1,
      };
      await users.insert(user);
      await grants.revoke({ family: session.family }, farAway);
      equals(await grants.standing(token, session), { revoked: false, sessionEnded: true, user }, 'the session ended');
      equals((await grants.standing(token, undefined)).sessionEnded, false, 'no session');
      await grants.revoke({ family: token.tokenId }, farAway);
      equals(await grants.standing(token, session), { revoked: true, sessionEnded: true, user }, 'both ended');
      const other = { ...token, family: unique('family'), tokenId: unique('token') };
      await grants.end({ subjectId: session.subjectId }, at, farAway);
      const later = await grants.standing({ ...other, issuedAt: at + 1 }, { ...session, family: unique('session') });
      equals(later, { revoked: false, sessionEnded: false, user }, 'issued after the end');
      await grants.end({ clientId: other.clientId }, at, farAway);
      equals((await grants.standing(other, session)).revoked, true, 'the client ended');
    },
  },
  {
    title: 'keeps users and clients of one name apart when one of them ends',
    async run({ grants }) {
      const name = unique('name');
      const [ofUser, ofClient] = [grant({ subjectId: name }), grant({ clientId: name })];
      await grants.insert([ofUser, ofClient]);
      await grants.end({ clientId: name }, at, farAway);
      equals((await grants.find(ofUser.handleHash))?.revoked, false, 'the user');
      equals((await grants.find(ofClient.handleHash))?.revoked, true, 'the client');
      isFalse(await grants.isRevoked({ subjectId: name, issuedAt: sampleNow }), 'a token of the user');
    },
  },
  {
    title: 'keeps the later instants when a user is ended twice',
    async run({ grants }) {
      const subjectId = unique('subject');
      await grants.end({ subjectId }, at, farAway);
      await grants.end({ subjectId }, at - 5, farAway - 1);
      isTrue(await grants.isRevoked({ subjectId, issuedAt: at }), 'an earlier end');
      await grants.end({ subjectId }, at + 5, farAway);
      isTrue(await grants.isRevoked({ subjectId, issuedAt: at + 5 }), 'a later end');
    },
  },
  {
    title: 'deletes the rows of a client, and remembers their families, however many there are',
    async run({ grants }) {
      const clientId = unique('client');
      const rows = Array.from({ length: 25 }, (_, index) =>
        grant({ clientId, family: unique('family'), subjectId: index % 2 === 0 ? unique('subject') : null }),
      );
      const other = grant({ clientId: unique('client') });
      await grants.insert([...rows, other]);
      equals(await grants.revoke({ clientId }, farAway), 25, 'count');
      for (const { handleHash, family } of rows) {
        equals(await grants.find(handleHash), undefined, 'find');
        isTrue(await grants.isRevoked({ family: family!, issuedAt: at }), 'family');
      }
      equals((await grants.find(other.handleHash))?.revoked, false, 'another client');
      equals(await grants.revoke({ clientId }, farAway), 0, 'again');
    },
  },
];
