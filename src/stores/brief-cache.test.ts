import { expect, it } from 'vitest';
import { settableClock } from '../testing/settable-clock.ts';
import { BriefCache } from './brief-cache.ts';

function counted(seconds: number) {
  const clock = settableClock(1000);
  const loads: string[] = [];
  const cache = new BriefCache({
    seconds,
    clock,
    load: async (key) => {
      loads.push(key);
      if (key === 'broken') throw new Error('store');
      return key.toUpperCase();
    },
  });
  return { clock, loads, cache };
}

it('looks a key up once within its seconds and anew after them', async () => {
  const { clock, loads, cache } = counted(5);
  expect([await cache.get('a'), await cache.get('a')]).toEqual(['A', 'A']);
  clock.advance(4);
  await cache.get('a');
  expect(loads).toEqual(['a']);
  clock.advance(1);
  await cache.get('a');
  expect(loads).toEqual(['a', 'a']);
});

it('shares one look-up among callers that come together', async () => {
  const { loads, cache } = counted(5);
  await Promise.all([cache.get('a'), cache.get('a'), cache.get('a')]);
  expect(loads).toEqual(['a']);
});

it('remembers no failure', async () => {
  const { loads, cache } = counted(5);
  await expect(cache.get('broken')).rejects.toThrow('store');
  await expect(cache.get('broken')).rejects.toThrow('store');
  expect(loads).toEqual(['broken', 'broken']);
});

it('looks anew once it is told to forget, and when the clock was set back', async () => {
  const { clock, loads, cache } = counted(5);
  await cache.get('a');
  cache.forget('a');
  await cache.get('a');
  clock.set(100);
  await cache.get('a');
  expect(loads).toEqual(['a', 'a', 'a']);
});
