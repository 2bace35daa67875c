import type { FoundGrant } from '../contracts.ts';
import { defined, equals, fail, isFalse, isTrue, rejects } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { bytes, farAway, grant, sampleNow, unique, user } from './samples.ts';

const at = sampleNow + 10;

/** The row and whether it is revoked; whether its user is read along is the store's own affair. */
function stateOf(found: FoundGrant | undefined): Omit<FoundGrant, 'user'> | undefined {
  return found && { grant: found.grant, revoked: found.revoked };
}

export const grantRequirements: readonly StoreRequirement[] = [
  {
    title: 'gives back a grant exactly as it was written',
    async run({ grants }) {
      const full = grant({
        kind: 'authorization_code',
        family: unique('family'),
        subjectId: 'sübject',
        sessionId: unique('session'),
        clientId: 'client',
        successor: bytes(9, 0, 9),
        version: 7,
      });
      await grants.insert([full]);
      equals(stateOf(await grants.find(full.handleHash)), { grant: full, revoked: false }, 'find');
    },
  },
  {
    title: 'reads the user of a row along as the user is now, if it reads users along',
    async run({ grants, users }) {
      const alice = user({ claims: { email: 'alice@example.com' } });
      isTrue(await users.insert(alice), 'insert');
      const [hers, strangers, nobodys] = [
        grant({ subjectId: alice.subjectId }),
        grant({ subjectId: unique('stranger') }),
        grant({ subjectId: null }),
      ];
      await grants.insert([hers, strangers, nobodys]);
      const userOf = async (row: { readonly handleHash: string }) => (await grants.find(row.handleHash))?.user;
      if ((await userOf(hers)) === undefined) return;
      equals(await userOf(hers), alice, 'the user');
      equals(await userOf(strangers), null, 'a subject without a user');
      equals(await userOf(nobodys), null, 'a row without a subject');
      isTrue(await users.update(alice.subjectId, { enabled: false }), 'update');
      equals((await userOf(hers))?.enabled, false, 'the user, switched off');
    },
  },
  {
    title: 'finds nothing under an unknown hash',
    async run({ grants }) {
      equals(await grants.find(unique('hash')), undefined, 'find');
      equals(await grants.consume(unique('hash'), { at }), { outcome: 'unknown' }, 'consume');
    },
  },
  {
    title: 'writes rows together or, when one hash is taken, none of them',
    async run({ grants }) {
      const [taken, fresh] = [grant(), grant()];
      await grants.insert([taken]);
      await rejects(grants.insert([fresh, grant({ handleHash: taken.handleHash, version: 2 })]), 'insert');
      equals(await grants.find(fresh.handleHash), undefined, 'the other row');
      equals(stateOf(await grants.find(taken.handleHash)), { grant: taken, revoked: false }, 'the row that was there');
      const twin = grant();
      await rejects(grants.insert([twin, twin]), 'the same hash twice');
      equals(await grants.find(twin.handleHash), undefined, 'the twin');
      await grants.insert([]);
    },
  },
  {
    title: 'lets a failing insert fail alone among writes that arrive together',
    async run({ grants }) {
      const taken = grant();
      await grants.insert([taken]);
      const others = Array.from({ length: 10 }, () => grant());
      const writes = others.flatMap((other) => [grants.insert([other]), grants.insert([taken])]);
      const results = await Promise.allSettled(writes);
      equals(
        results.map(({ status }) => status),
        Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'fulfilled' : 'rejected')),
        'outcomes',
      );
      for (const other of others) defined(await grants.find(other.handleHash), 'a row beside the failed one');
    },
  },
  {
    title: 'puts a row over one of the same hash, whole',
    async run({ grants }) {
      const first = grant({ kind: 'consent', subjectId: unique('subject'), successor: bytes(1) });
      const second = { ...first, subjectId: unique('subject'), payload: bytes(5), successor: null, version: 4 };
      await grants.put(first);
      await grants.put(second);
      equals(stateOf(await grants.find(first.handleHash)), { grant: second, revoked: false }, 'find');
      equals(await grants.list({ subjectId: first.subjectId! }, sampleNow, 10), [], 'under the subject before');
      equals((await grants.list({ subjectId: second.subjectId }, sampleNow, 10)).length, 1, 'under the new subject');
    },
  },
  {
    title: 'consumes a grant once and afterwards shows it as the first redemption left it',
    async run({ grants }) {
      const row = grant();
      await grants.insert([row]);
      const consumed = { ...row, consumedAt: at, successor: bytes(4, 2) };
      equals(await grants.consume(row.handleHash, { at, successor: bytes(4, 2) }), { outcome: 'consumed' }, 'first');
      equals(
        await grants.consume(row.handleHash, { at: at + 5, successor: bytes(6) }),
        { outcome: 'replayed', grant: consumed },
        'second',
      );
      equals(stateOf(await grants.find(row.handleHash)), { grant: consumed, revoked: false }, 'find');
    },
  },
  {
    title: 'gives `consumed` to one of a hundred parallel calls and writes the rows alongside of that one only',
    async run({ grants }) {
      const row = grant({ family: unique('family') });
      await grants.insert([row]);
      const successors = Array.from({ length: 100 }, () => grant({ family: row.family }));
      const outcomes = await Promise.all(
        successors.map((next, index) =>
          grants.consume(row.handleHash, { at, successor: bytes(index), alongside: [next] }),
        ),
      );
      const winner = outcomes.findIndex(({ outcome }) => outcome === 'consumed');
      const expected = { ...row, consumedAt: at, successor: bytes(winner) };
      for (const [index, outcome] of outcomes.entries()) {
        const replayed = { outcome: 'replayed', grant: expected };
        equals(outcome, index === winner ? { outcome: 'consumed' } : replayed, `call ${index}`);
      }
      const written = await Promise.all(successors.map((next) => grants.find(next.handleHash)));
      for (const [index, row] of written.entries()) {
        const found = row !== undefined;
        if (found !== (index === winner)) fail(`row alongside call ${index}: ${found ? 'was' : 'was not'} written`);
      }
    },
  },
  {
    title: 'consumes nothing when a row alongside cannot be written',
    async run({ grants }) {
      const [row, taken] = [grant(), grant()];
      await grants.insert([row, taken]);
      await rejects(grants.consume(row.handleHash, { at, alongside: [grant(), taken] }), 'consume');
      equals((await grants.find(row.handleHash))?.grant.consumedAt, null, 'consumedAt');
      equals((await grants.consume(row.handleHash, { at, alongside: [grant()] })).outcome, 'consumed', 'afterwards');
    },
  },
  {
    title: 'leaves expiry to the caller when it finds or consumes',
    async run({ grants }) {
      const row = grant({ expiresAt: sampleNow - 1 });
      await grants.insert([row]);
      defined(await grants.find(row.handleHash), 'find');
      equals((await grants.consume(row.handleHash, { at })).outcome, 'consumed', 'consume');
      await grants.remove(row.handleHash);
    },
  },
  {
    title: 'replaces a row whose version is the expected one and counts the version up',
    async run({ grants }) {
      const row = grant({ kind: 'device_code', sessionId: null });
      await grants.insert([row]);
      const change = { payload: bytes(7), expiresAt: farAway - 5, subjectId: 'bob', sessionId: unique('session') };
      isTrue(await grants.replace(row.handleHash, 1, change), 'first');
      isFalse(await grants.replace(row.handleHash, 1, { ...change, subjectId: 'mallory' }), 'with a stale version');
      equals((await grants.find(row.handleHash))?.grant, { ...row, ...change, version: 2 }, 'find');
      isFalse(await grants.replace(unique('hash'), 1, change), 'of an unknown row');
    },
  },
  {
    title: 'lets one of many parallel replacements of a version through',
    async run({ grants }) {
      const row = grant();
      await grants.insert([row]);
      const { expiresAt, subjectId, sessionId } = row;
      const done = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          grants.replace(row.handleHash, 1, { payload: bytes(index), expiresAt, subjectId, sessionId }),
        ),
      );
      equals(done.filter(Boolean).length, 1, 'successes');
      equals((await grants.find(row.handleHash))?.grant.payload, bytes(done.indexOf(true)), 'payload');
    },
  },
  {
    title: 'does not replace a consumed or a revoked row',
    async run({ grants }) {
      const [used, dead] = [grant(), grant({ family: unique('family') })];
      await grants.insert([used]);
      await grants.consume(used.handleHash, { at });
      await grants.revoke({ family: dead.family! }, farAway);
      await grants.insert([dead]);
      for (const { handleHash, payload, expiresAt, subjectId, sessionId } of [used, dead]) {
        isFalse(await grants.replace(handleHash, 1, { payload, expiresAt, subjectId, sessionId }), 'replace');
      }
    },
  },
  {
    title: 'removes one row and says whether it was there',
    async run({ grants }) {
      const row = grant();
      await grants.insert([row]);
      isTrue(await grants.remove(row.handleHash), 'first');
      isFalse(await grants.remove(row.handleHash), 'second');
      equals(await grants.find(row.handleHash), undefined, 'find');
    },
  },
];
