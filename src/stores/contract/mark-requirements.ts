import { equals, isFalse, isTrue } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { farAway, sampleNow, unique } from './samples.ts';

const now = sampleNow;

export const markRequirements: readonly StoreRequirement[] = [
  {
    title: 'lets the first of many parallel marks with one key through',
    async run({ marks }) {
      const key = unique('mark');
      const first = await Promise.all(Array.from({ length: 50 }, () => marks.insertOnce(key, farAway, now)));
      equals(first.filter(Boolean).length, 1, 'successes');
    },
  },
  {
    title: 'counts an expired mark as absent, once',
    async run({ marks }) {
      const key = unique('mark');
      isTrue(await marks.insertOnce(key, now + 10, now), 'first');
      isFalse(await marks.insertOnce(key, now + 99, now + 9), 'a second before its end');
      isTrue(await marks.insertOnce(key, now + 20, now + 10), 'at its end');
      isFalse(await marks.insertOnce(key, now + 30, now + 11), 'after it was renewed');
    },
  },
  {
    title: 'accepts polls that keep the interval and slows down the others for good (RFC 8628 §3.5)',
    async run({ marks }) {
      const key = unique('poll');
      const poll = (second: number) => marks.touch(key, 5, farAway, now + second);
      isTrue(await poll(0), 'the first');
      isTrue(await poll(5), 'after 5 s');
      isFalse(await poll(9), 'after 4 s: the interval becomes 10');
      isFalse(await poll(14), 'after 9 s: it becomes 15');
      isTrue(await poll(20), '15 s after the last one that was in time');
      isFalse(await poll(30), 'after 10 s: the interval had stayed 15');
      isTrue(await poll(40), 'after 20 s');
    },
  },
  {
    title: 'makes nobody who polls too often wait for more than a minute',
    async run({ marks }) {
      const key = unique('poll');
      const poll = (second: number) => marks.touch(key, 5, farAway, now + second);
      isTrue(await poll(0), 'the first');
      for (let second = 1; second < 5; second += 0.25) isFalse(await poll(Math.floor(second)), 'too early');
      isFalse(await poll(59), 'just before the minute');
      isTrue(await poll(60), 'after a minute');
    },
  },
  {
    title: 'starts polling anew after its mark expired',
    async run({ marks }) {
      const key = unique('poll');
      await marks.touch(key, 5, now + 20, now);
      isFalse(await marks.touch(key, 5, now + 20, now + 1), 'too early');
      isTrue(await marks.touch(key, 5, farAway, now + 20), 'anew');
      isTrue(await marks.touch(key, 5, farAway, now + 25), 'with the interval it started with');
    },
  },
  {
    title: 'accepts one of many parallel polls',
    async run({ marks }) {
      const key = unique('poll');
      const accepted = await Promise.all(Array.from({ length: 20 }, () => marks.touch(key, 5, farAway, now)));
      equals(accepted.filter(Boolean).length, 1, 'accepted');
    },
  },
  {
    title: 'counts every increment, until the end that the first one set',
    async run({ marks }) {
      const key = unique('counter');
      const counts = await Promise.all(Array.from({ length: 30 }, () => marks.increment(key, now + 60, now)));
      equals(
        [...counts].sort((a, b) => a - b),
        Array.from({ length: 30 }, (_, index) => index + 1),
        'counts',
      );
      equals(await marks.increment(key, farAway, now + 59), 31, 'just before the end');
      equals(await marks.count(key, now + 59), 31, 'count');
      equals(await marks.count(key, now + 60), 0, 'count at the end');
      equals(await marks.increment(key, farAway, now + 60), 1, 'anew');
    },
  },
  {
    title: 'forgets a mark or counter on request',
    async run({ marks }) {
      const key = unique('counter');
      equals(await marks.count(key, now), 0, 'before');
      await marks.increment(key, farAway, now);
      await marks.clear(key);
      equals(await marks.count(key, now), 0, 'after');
      await marks.insertOnce(key, farAway, now);
      await marks.clear(key);
      isTrue(await marks.insertOnce(key, farAway, now), 'once more');
    },
  },
];
