import { defined, equals, isFalse, isTrue } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { farAway, grant, unique } from './samples.ts';

/** Long ago: nothing else in a shared store has ended by then. */
const longAgo = 1_000;

export const upkeepRequirements: readonly StoreRequirement[] = [
  {
    title: 'migrates twice and from many callers at once',
    async run(store) {
      await Promise.all([store.migrate(), store.migrate(), store.migrate()]);
      await store.migrate();
      isTrue(await store.isMigrated(), 'isMigrated');
      await store.ping();
    },
  },
  {
    title: 'sweeps what has ended, at most the limit of each kind, and leaves the rest',
    async run(store) {
      const { grants, marks } = store;
      await store.sweep(longAgo + 1, 10_000);
      const ended = Array.from({ length: 5 }, () => grant({ expiresAt: longAgo, family: unique('family') }));
      const [boundary, live] = [grant({ expiresAt: longAgo + 1 }), grant()];
      await grants.insert([...ended, boundary, live]);
      equals(await store.sweep(longAgo, 3), 3, 'first sweep');
      equals(await store.sweep(longAgo, 3), 2, 'second sweep');
      equals(await store.sweep(longAgo, 3), 0, 'third sweep');
      for (const row of ended) equals(await grants.find(row.handleHash), undefined, 'an ended row');
      defined(await grants.find(boundary.handleHash), 'the row that ends a second later');
      defined(await grants.find(live.handleHash), 'a live row');

      const family = unique('family');
      await grants.revoke({ family }, longAgo);
      await grants.revoke({ family: live.handleHash }, farAway);
      const [gone, there] = [unique('subject'), unique('subject')];
      await grants.end({ subjectId: gone }, farAway, longAgo);
      await grants.end({ subjectId: there }, farAway, farAway);
      await marks.insertOnce(unique('mark'), longAgo, 1);
      const counter = unique('counter');
      await marks.increment(counter, farAway, 1);
      equals(await store.sweep(longAgo, 10), 3, 'two tombstones and a mark');
      isFalse(await grants.isRevoked({ subjectId: gone, issuedAt: 1 }), 'an ended tombstone of a user');
      isTrue(await grants.isRevoked({ subjectId: there, issuedAt: 1 }), 'a tombstone of a user in force');
      isFalse(await grants.isRevoked({ family, issuedAt: 1 }), 'an ended tombstone');
      isTrue(await grants.isRevoked({ family: live.handleHash, issuedAt: 1 }), 'a tombstone in force');
      equals(await marks.count(counter, 2), 1, 'a counter in force');
      equals(await store.sweep(longAgo + 1, 10), 1, 'the boundary');
    },
  },
  {
    title: 'keeps the later end when a family is revoked twice',
    async run(store) {
      const { grants } = store;
      const family = unique('family');
      await grants.revoke({ family }, farAway);
      await grants.revoke({ family }, longAgo);
      await store.sweep(longAgo, 10);
      isTrue(await grants.isRevoked({ family, issuedAt: 1 }), 'still revoked');
    },
  },
];
