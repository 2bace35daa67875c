import { equals, isTrue } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { client, farAway, grant, sampleNow, unique, user } from './samples.ts';

/** The suite may share its store: more than there will be. */
const plenty = 1_000_000;

export const countRequirements: readonly StoreRequirement[] = [
  {
    title: 'tallies live grants by kind, and sessions too where there is too much of the rest',
    async run({ grants }) {
      const before = await grants.tally(sampleNow, plenty);
      isTrue(before.isComplete, 'complete');
      const used = grant();
      await grants.insert([
        grant(),
        grant(),
        used,
        grant({ expiresAt: sampleNow }),
        grant({ kind: 'session', sessionId: unique('session') }),
        grant({ kind: 'session', sessionId: unique('session'), expiresAt: sampleNow }),
      ]);
      await grants.consume(used.handleHash, { at: sampleNow });
      const after = await grants.tally(sampleNow, plenty);
      isTrue(after.isComplete, 'still complete');
      const more = (kind: 'refresh_token' | 'session') => (after.counts[kind] ?? 0) - (before.counts[kind] ?? 0);
      equals(more('refresh_token'), 2, 'refresh tokens');
      equals(more('session'), 1, 'sessions');
      const part = await grants.tally(sampleNow, 1);
      equals(part.isComplete, false, 'a part of it');
      isTrue((part.counts.session ?? 0) > 0, 'sessions of the part');
      equals((await grants.tally(farAway, plenty)).counts.session, 0, 'sessions once all have ended');
    },
  },
  {
    title: 'counts users, up to as many as are asked for',
    async run({ users }) {
      const before = await users.count(plenty);
      for (const one of [user(), user()]) await users.insert(one);
      equals(await users.count(plenty), before + 2, 'all');
      equals(await users.count(1), 1, 'no more than one');
    },
  },
  {
    title: 'counts all clients together, those of an origin among them',
    async run({ clients }) {
      const before = await clients.count();
      await clients.insert(client(unique('client'), 'A'));
      await clients.insert({ ...client(unique('client'), 'B'), origin: 'registered' });
      equals(await clients.count(), before + 2, 'all');
    },
  },
];
