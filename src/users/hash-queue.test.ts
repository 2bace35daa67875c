import { describe, expect, it } from 'vitest';
import { HashQueue, type HashQueuePlace } from './hash-queue.ts';

/** A queue of one at once and eight that wait: two for those who are known, three of the six others of one network. */
function queue() {
  const hashes = new HashQueue({ atOnce: 1, waiting: 8 });
  const done: string[] = [];
  const first = Promise.withResolvers<void>();
  const busy = hashes.inTurn({}, () => first.promise);
  const enter = (name: string, place: HashQueuePlace = {}) =>
    hashes.inTurn(place, async () => {
      done.push(name);
    });
  return {
    enter,
    done,
    async finish() {
      first.resolve();
      await busy;
    },
  };
}

const refused = { reason: 'server.unavailable', status: 503, headers: { 'retry-after': '1' } };

describe('the line of sign-ins', () => {
  it('lets no network fill it: others find room', async () => {
    const { enter, done, finish } = queue();
    const network = '192.0.2.1';
    const waiting = ['a', 'b', 'c'].map((name) => enter(name, { network }));
    await expect(enter('d', { network })).rejects.toMatchObject(refused);
    waiting.push(enter('other', { network: '192.0.2.2' }));
    await finish();
    await Promise.all(waiting);
    expect(done).toEqual(['a', 'b', 'c', 'other']);
    // Its places are free again.
    await enter('e', { network });
    expect(done.at(-1)).toBe('e');
  });

  it('keeps room for whoever is known when strangers have taken theirs', async () => {
    const { enter, done, finish } = queue();
    const waiting = Array.from({ length: 6 }, (_, index) => enter(`stranger ${index}`, { network: `n${index}` }));
    await expect(enter('another', { network: 'n9' })).rejects.toMatchObject(refused);
    waiting.push(enter('known 1', { network: 'n0', isKnown: true }), enter('known 2', { isKnown: true }));
    await expect(enter('known 3', { isKnown: true })).rejects.toMatchObject(refused);
    await finish();
    await Promise.all(waiting);
    expect(done.slice(0, 3)).toEqual(['known 1', 'known 2', 'stranger 0']);
  });

  it('lets a stranger go between those who are known', async () => {
    const { enter, done, finish } = queue();
    const waiting = [enter('stranger'), ...[1, 2, 3, 4, 5].map((name) => enter(`known ${name}`, { isKnown: true }))];
    await finish();
    await Promise.all(waiting);
    expect(done).toEqual(['known 1', 'known 2', 'known 3', 'stranger', 'known 4', 'known 5']);
  });

  it('goes on after work that failed', async () => {
    const hashes = new HashQueue({ atOnce: 1, waiting: 8 });
    const failing = hashes.inTurn({}, () => Promise.reject(new Error('no memory')));
    const next = hashes.inTurn({}, async () => 'done');
    await expect(failing).rejects.toThrow('no memory');
    expect(await next).toBe('done');
  });
});
