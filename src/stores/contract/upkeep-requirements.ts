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
      await marks.insertOnce(unique('mark'), longAgo, 1);
      const counter = unique('counter');
      await marks.increment(counter, farAway, 1);
      equals(await store.sweep(longAgo, 10), 2, 'a tombstone and a mark');
      isFalse(await grants.isFamilyRevoked(family), 'an ended tombstone');
      isTrue(await grants.isFamilyRevoked(live.handleHash), 'a tombstone in force');
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
      isTrue(await grants.isFamilyRevoked(family), 'still revoked');
    },
  },
];
